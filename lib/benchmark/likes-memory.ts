import { mkdirSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import SqliteFile from 'better-sqlite3'
import { z } from 'zod'
import { openDatabase } from '@/lib/database/database'
import { makeUpLikes, ORIGINAL_LIKES } from './made-up-likes'
import { timeScript } from './timed-script'

const AT_ONCE = 50_000

/** A run that has not learned, or not measured, has no seconds of these stages. */
const metricsSchema = z.object({
  likes: z.number(),
  'measure-likes': z.number(),
  peakMemoryMegabytes: z.number(),
})

/**
 * The peak memory, in MB, of an index run that has nothing to do but with likes and tags: all models of a catalogue have look-alikes
 * published, and get made-up likes. Learned, listed, and measured by learning once more.
 *
 * @param dataDir of the catalogue, which stays as it is: the work is done on a copy of its database
 * @throws Error with what the job printed when it fails
 */
export async function measureLikesMemory(
  dataDir: string,
  databaseFile: string,
): Promise<{ megabytes: number; likes: number }> {
  const copyDir = path.join(dataDir, 'likes-memory')
  mkdirSync(copyDir)
  symlinkSync(path.join(dataDir, 'thumbnails'), path.join(copyDir, 'thumbnails'))
  const copy = path.join(copyDir, path.basename(databaseFile))
  const original = new SqliteFile(databaseFile, { readonly: true })
  await original.backup(copy)
  original.close()
  const database = await openDatabase({ databaseUrl: `file:${copy}`, dataDir: copyDir })
  try {
    const uids: string[] = []
    for await (const block of database.tags.readAll()) uids.push(...block.map(({ uid }) => uid))
    const { userOf, modelOf } = makeUpLikes({ ...ORIGINAL_LIKES, models: uids.length })
    for (let start = 0; start < userOf.length; start += AT_ONCE) {
      const users = userOf.subarray(start, start + AT_ONCE)
      const likes = Array.from(users, (user, place) => ({
        userHash: `user-${user}`,
        uid: uids[modelOf[start + place] ?? 0] ?? '',
      }))
      await database.likes.writeLikes(likes)
    }
    await timeScript('precompute', copyDir, ['--publish-anyway'])
    const published = await database.indexRuns.findPublishedRun()
    const run = published && (await database.runs.findRun(published.id))
    const { peakMemoryMegabytes } = metricsSchema.parse(JSON.parse(run?.metrics ?? 'null'))
    return { megabytes: peakMemoryMegabytes, likes: userOf.length }
  } finally {
    await database.close()
  }
}
