import { randomUUID } from 'node:crypto'
import { copyFile, mkdir, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { DESCRIPTION_FILE, type EncoderDescription } from './encoder-descriptions'

/**
 * Copies an encoder's files, and its description beside them, to a folder of its own below `encodersDir`, in place
 * of an older one of that name. The folder appears whole or not at all.
 *
 * @param from the folder that holds the files that the description names
 */
export async function installEncoder(
  encodersDir: string,
  from: string,
  description: EncoderDescription,
): Promise<string> {
  return assembleEncoder(encodersDir, description, async (aside) => {
    for (const file of description.files) await copyFile(path.join(from, file), path.join(aside, file))
  })
}

/**
 * Makes the folder of an encoder, as `installEncoder` does.
 *
 * @param bring puts the files that the description names into a folder that is set aside; what it throws is thrown on,
 *   and the older one stays.
 */
export async function assembleEncoder(
  encodersDir: string,
  description: EncoderDescription,
  bring: (aside: string) => Promise<void>,
): Promise<string> {
  const folder = path.join(encodersDir, description.name)
  const aside = path.join(encodersDir, `.${description.name}.${randomUUID()}.part`)
  try {
    for (const file of description.files)
      await mkdir(path.dirname(path.join(aside, file)), { recursive: true })
    await bring(aside)
    await writeFile(path.join(aside, DESCRIPTION_FILE), `${JSON.stringify(description, null, 2)}\n`)
    await rm(folder, { recursive: true, force: true })
    await rename(aside, folder)
  } finally {
    await rm(aside, { recursive: true, force: true })
  }
  return folder
}
