import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { link, mkdir, rename, rm } from 'node:fs/promises'
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
  const temporary = temporaryFor(file)
  await makeFolderOf(file)
  await writeNew(temporary, async () => {
    await fill(temporary)
    await rename(temporary, file)
  })
}

/** Makes a file in place of an older one that is another by a second name; returns whether that could be. */
export async function linkWhole(file: string, other: string): Promise<boolean> {
  const temporary = temporaryFor(file)
  try {
    await makeFolderOf(file)
    await link(other, temporary)
    await rename(temporary, file)
    return true
  } catch {
    return false
  } finally {
    // Renaming one name of a file to another of its names leaves both.
    await rm(temporary, { force: true })
  }
}

function temporaryFor(file: string): string {
  return `${file}.${randomUUID()}.tmp`
}

/** To have a folder made that is there takes as long as opening a file; to see that it is takes next to nothing. */
async function makeFolderOf(file: string): Promise<void> {
  const folder = path.dirname(file)
  if (!existsSync(folder)) await mkdir(folder, { recursive: true })
}
