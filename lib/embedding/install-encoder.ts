import { randomUUID } from 'node:crypto'
import { copyFile, mkdir, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { FileSource } from '@/lib/networks/reading/read-network'
import { DESCRIPTION_FILE, type EncoderDescription, filesOf } from './encoder-descriptions'

/**
 * Copies an encoder's files, and its description beside them, to a folder of its own below `encodersDir`, in place
 * of an older one of that name. The folder appears whole or not at all.
 *
 * @param from the folder that holds the files of the network that the description names
 * @param text where those of its half that reads words are, if it has one
 */
export async function installEncoder(
  encodersDir: string,
  from: string,
  description: EncoderDescription,
  text: readonly FileSource[] = [],
): Promise<string> {
  return assembleEncoder(encodersDir, description, async (aside) => {
    for (const file of description.files) await copyFile(path.join(from, file), path.join(aside, file))
    for (const file of text) await copyFile(file.from, path.join(aside, file.name))
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
    for (const file of filesOf(description))
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
