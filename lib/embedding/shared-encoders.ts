import path from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { digestOfFiles } from '@/lib/networks/reading/read-network'
import type { ObjectStorage } from '@/lib/storage/storage'
import {
  DESCRIPTION_FILE,
  type EncoderDescription,
  filesOf,
  readEncoderDescriptions,
} from './encoder-descriptions'
import { assembleEncoder } from './install-encoder'
import { addedNetworksOf, recipeNames } from './recipe-definitions'
import { encoderKey, isElsewhere, mergeDescriptions, readSharedDescriptions } from './shared-descriptions'

/**
 * Lets other machines have an encoder that was added here: copies its files to the storage, its description last, so that
 * nobody takes it for whole before it is. Does nothing where the storage is this installation's own folder.
 *
 * @throws StorageError
 */
export async function shareEncoder(storage: ObjectStorage, encodersDir: string, name: string): Promise<void> {
  const description = readEncoderDescriptions(encodersDir).find((encoder) => encoder.name === name)
  if (!description || !isElsewhere(storage, encodersDir)) return
  const { folder } = description
  const files = filesOf(description)
  await storage.remove(encoderKey(name, DESCRIPTION_FILE))
  const keys = new Set(files.map((file) => encoderKey(name, file)))
  for await (const { key } of storage.list(encoderKey(name, ''))) {
    if (!keys.has(key)) await storage.remove(key)
  }
  for (const file of [...files, DESCRIPTION_FILE])
    await storage.writeFrom(encoderKey(name, file), path.join(folder, file))
}

/**
 * Brings the encoders to this installation that a recipe needs, as far as the storage has them, and has others than are
 * here.
 *
 * @throws Error when what the storage has is not what was added; StorageError
 */
export async function bringEncoders(
  storage: ObjectStorage,
  encodersDir: string,
  recipe: string,
): Promise<void> {
  if (recipeNames([]).includes(recipe) && addedNetworksOf(recipe, []).length === 0) return
  const shared = await readSharedDescriptions(storage, encodersDir)
  if (shared.length === 0) return
  const own = readEncoderDescriptions(encodersDir)
  const needed = addedNetworksOf(recipe, mergeDescriptions(own, shared))
  for (const description of shared) {
    const isHere = own.some((encoder) =>
      isDeepStrictEqual(encoder, { ...description, folder: encoder.folder }),
    )
    if (needed.includes(description.name) && !isHere) await bringEncoder(storage, encodersDir, description)
  }
}

async function bringEncoder(
  storage: ObjectStorage,
  encodersDir: string,
  description: EncoderDescription,
): Promise<void> {
  const { name, files, digest, text } = description
  const notWhole = (why: string) =>
    new Error(
      `The encoder ${name} in ${storage.place} is not whole (${why}). If it is being added at the moment, try again; else add it again.`,
    )
  await assembleEncoder(encodersDir, description, async (aside) => {
    for (const file of filesOf(description)) {
      const isThere = await storage.readInto(encoderKey(name, file), path.join(aside, file))
      if (!isThere) throw notWhole(`${file} is missing`)
    }
    for (const half of text ? [{ files, digest }, text] : [{ files, digest }]) {
      const found = await digestOfFiles(aside, half.files)
      if (found !== half.digest) throw notWhole(`its SHA-256 is ${found}, not ${half.digest}`)
    }
  })
}
