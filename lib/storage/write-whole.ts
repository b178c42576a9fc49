import { randomUUID } from 'node:crypto'
import { mkdir, rename, rm } from 'node:fs/promises'
import path from 'node:path'

/**
 * Makes a new file: whole, or not at all.
 *
 * @param fill writes the file; what it throws is thrown on, and no file is left.
 */
export async function writeNew<Answer>(file: string, fill: () => Promise<Answer>): Promise<Answer> {
  try {
    return await fill()
  } catch (error) {
    await rm(file, { force: true })
    throw error
  }
}

/**
 * Makes a file that appears whole or not at all, in place of an older one, and the folder for it.
 *
 * @param fill writes the file that it is given the path of; what it throws is thrown on, and no file is left.
 */
export async function writeWhole(file: string, fill: (temporary: string) => Promise<void>): Promise<void> {
  const temporary = `${file}.${randomUUID()}.tmp`
  await mkdir(path.dirname(file), { recursive: true })
  await writeNew(temporary, async () => {
    await fill(temporary)
    await rename(temporary, file)
  })
}
