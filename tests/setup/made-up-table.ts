import { upsertModels } from '@/lib/database/catalogue'
import type { Connection } from '@/lib/database/connection'
import { beginRun, publishRun } from '@/lib/database/index-runs'
import { neighbourWriter } from '@/lib/database/neighbours'
import { withPrisma } from '@/lib/database/prisma'

/** Publishes a table that nobody computed: each of so many models has all the others as its neighbours. */
export async function publishMadeUpTable(
  connection: Connection,
  databaseFile: string,
  uids: readonly string[],
): Promise<void> {
  const nothing = { name: 'Made up', url: null, author: null, license: null, failure: null, thumbnail: null }
  upsertModels(
    connection,
    'folder',
    uids.map((uid) => ({
      ...nothing,
      sourceKey: uid,
      uidCandidates: [uid],
      tags: [],
      categories: [],
      labels: {},
    })),
  )
  const modelIds = connection.prepare<[], number>('SELECT id FROM Model ORDER BY id').pluck().all()
  const width = modelIds.length - 1
  await withPrisma(databaseFile, async (prisma) => {
    const settings = { mode: 'missing', recipe: 'r', recipeId: 'r1', engine: 'e', neighbours: width } as const
    const runId = await beginRun(prisma, { ...settings, modelCount: modelIds.length })
    const others = modelIds.flatMap((modelId) => modelIds.filter((id) => id !== modelId))
    neighbourWriter(
      connection,
      runId,
      'visual',
    )({
      modelIds,
      width,
      neighbourIds: Int32Array.from(others),
      scores: new Float32Array(others.length).fill(-0.5),
    })
    const counts = { modelCount: modelIds.length, embeddedCount: 0, reusedCount: 0, failureCount: 0 }
    await publishRun(prisma, runId, { ...counts, inputDigest: 'd', projectionId: null, comparison: null })
  })
}
