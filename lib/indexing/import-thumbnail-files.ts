import { readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import pMap from 'p-map'
import type { Connection } from '@/lib/db/connection'
import {
  listModelsWithoutThumbnail,
  writeFetchedThumbnail,
  writeThumbnailFailure,
} from '@/lib/db/pending-thumbnails'
import { UnusableImageError } from '@/lib/thumbnails/decode'
import { storeThumbnail } from '@/lib/thumbnails/store'

export type ThumbnailFilesImport = {
  stored: number
  unusable: { file: string; reason: string }[]
  /** Models of the original project's files that still have no thumbnail. */
  without: number
}

const CONCURRENCY = 4

/**
 * Gives models of the original project's files that have no thumbnail the image in a folder that is named by their
 * uid, whatever its extension. One that cannot be used becomes a failure of its model and stops nothing.
 *
 * @throws Error when the folder cannot be read.
 */
export async function importThumbnailFiles(
  connection: Connection,
  dataDir: string,
  folder: string,
  onProgress: (done: number, total: number) => void = () => {},
): Promise<ThumbnailFilesImport> {
  const byUid = new Map(
    readdirSync(folder).map((name) => [path.parse(name).name, path.resolve(folder, name)]),
  )
  const models = listModelsWithoutThumbnail(connection, 'psv')
  const wanted = models.flatMap(({ modelId, uid }) => {
    const file = byUid.get(uid)
    return file === undefined ? [] : [{ modelId, address: file }]
  })

  const unusable: ThumbnailFilesImport['unusable'] = []
  let done = 0
  await pMap(
    wanted,
    async (thumbnail) => {
      const file = thumbnail.address
      try {
        writeFetchedThumbnail(connection, thumbnail, await storeThumbnail(dataDir, await readFile(file)))
      } catch (error) {
        if (!(error instanceof UnusableImageError)) throw error
        unusable.push({ file, reason: error.message })
        writeThumbnailFailure(connection, thumbnail, `${file}: ${error.message}`, false)
      }
      onProgress(++done, wanted.length)
    },
    { concurrency: CONCURRENCY },
  )
  const stored = wanted.length - unusable.length
  return { stored, unusable, without: models.length - stored }
}
