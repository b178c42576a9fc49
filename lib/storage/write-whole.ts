import { randomUUID } from 'node:crypto'
import { mkdir, rename, rm } from 'node:fs/promises'
import path from 'node:path'

/**
 * Makes a file that appears whole or not at all, in place of an older one, and the folder for it.
 *
 * @param fill writes the file that it is given the path of; what it throws is thrown on, and no file is left.
 */
export async function writeWhole(file: string, fill: (temporary: string) => Promise<void>): Promise<void> {
  const temporary = `${file}.${randomUUID()}.tmp`
  await mkdir(path.dirname(file), { recursive: true })
  try {
    await fill(temporary)
    await rename(temporary, file)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}
