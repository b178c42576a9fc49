import type { Dirent } from 'node:fs'
import { readdir, realpath } from 'node:fs/promises'
import path from 'node:path'
import pMap from 'p-map'
import { isImageFile } from '@/lib/catalogue/image-files'
import { canonicalUid, isSketchfabUid } from '@/lib/catalogue/sketchfab-link'
import type { Database } from '@/lib/database/database'
import type { ObjectStorage } from '@/lib/storage/storage'
import { UnusableImageError } from '@/lib/thumbnails/decode'
import { describeFileError, readImageFile } from '@/lib/thumbnails/image-file'
import { removeThumbnail, storeThumbnail } from '@/lib/thumbnails/store'

export type ThumbnailFilesImport = {
  stored: number
  unusable: { file: string; reason: string }[]
  /** Pictures that are not shown, as their model has another one. */
  passedOver: { file: string; taken: string }[]
  /** Models of the original project's files that still have no thumbnail. */
  without: number
}

const CONCURRENCY = 4

/**
 * Gives models of the original project's files that have no thumbnail the image in a folder that is named by their
 * uid, whatever its extension. Of several the first by name that can be used is taken; what is no image by extension
 * or beginning is not looked at. One that cannot be used becomes a failure of its model and stops nothing.
 *
 * @throws Error when the folder cannot be read.
 */
export async function importThumbnailFiles(
  database: Database,
  storage: ObjectStorage,
  folder: string,
  onProgress: (done: number, total: number) => void = () => {},
): Promise<ThumbnailFilesImport> {
  const byUid = await filesByUid(folder)
  const models = await database.thumbnails.listModelsWithoutThumbnail('psv')
  const wanted = models.filter(({ uid }) => byUid.has(canonicalUid(uid)))
  const result: ThumbnailFilesImport = { stored: 0, unusable: [], passedOver: [], without: 0 }
  let done = 0

  async function importOne(modelId: number, files: readonly string[]): Promise<void> {
    const { pictures, unusable } = await picturesAmong(files)
    for (const [place, file] of pictures.entries()) {
      const reason = await storeFile(database, storage, modelId, file)
      if (reason === null) {
        result.stored++
        result.unusable.push(...unusable)
        for (const other of pictures.slice(place + 1)) result.passedOver.push({ file: other, taken: file })
        return
      }
      unusable.push({ file, reason })
    }
    const [first] = unusable
    if (!first) return
    result.unusable.push(...unusable)
    const failed = { modelId, address: first.file }
    await database.thumbnails.writeThumbnailFailure(failed, `${first.file}: ${first.reason}`, false)
  }

  await pMap(
    wanted,
    async ({ modelId, uid }) => {
      await importOne(modelId, byUid.get(canonicalUid(uid)) ?? [])
      onProgress(++done, wanted.length)
    },
    { concurrency: CONCURRENCY },
  )
  result.without = models.length - result.stored
  return result
}

/** Returns why the file cannot be used, or null when its image is the model's from now on. */
async function storeFile(
  database: Database,
  storage: ObjectStorage,
  modelId: number,
  file: string,
): Promise<string | null> {
  try {
    const thumbnail = await storeThumbnail(storage, await readImageFile(file))
    if (await database.thumbnails.writeFetchedThumbnail({ modelId, address: file }, thumbnail)) return null
    if (!(await database.thumbnails.hasThumbnail(thumbnail.hash)))
      await removeThumbnail(storage, thumbnail.hash)
    return 'Its model was taken down meanwhile.'
  } catch (error) {
    if (error instanceof UnusableImageError) return error.message
    throw error
  }
}

/** Whatever is named by a uid in a folder, by name. Hexadecimal uids may be written with capitals. */
async function filesByUid(folder: string): Promise<Map<string, string[]>> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: Error): Dirent[] => {
    throw new Error(`The folder ${folder} cannot be read (${describeFileError(error)}).`)
  })
  const byUid = new Map<string, string[]>()
  for (const { name } of entries.toSorted((one, other) => (one.name < other.name ? -1 : 1))) {
    const stem = path.parse(name).name
    if (!isSketchfabUid(stem)) continue
    const uid = canonicalUid(stem)
    byUid.set(uid, [...(byUid.get(uid) ?? []), path.resolve(folder, name)])
  }
  return byUid
}

/** The images among files of one uid, each once. Others count for nothing, unless they could not even be looked at. */
async function picturesAmong(files: readonly string[]) {
  const pictures = new Map<string, string>()
  const unusable: ThumbnailFilesImport['unusable'] = []
  for (const file of files) {
    try {
      if (await isImageFile(file)) {
        const real = await realpath(file).catch(() => file)
        if (!pictures.has(real)) pictures.set(real, file)
      }
    } catch (error) {
      if (!(error instanceof UnusableImageError)) throw error
      unusable.push({ file, reason: error.message })
    }
  }
  return { pictures: [...pictures.values()], unusable }
}
