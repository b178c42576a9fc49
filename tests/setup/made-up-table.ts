import type { Database } from '@/lib/database/database'
import { runResult, runSettings } from './made-up-run'
import { modelRecord } from './model-record'

/** Publishes a table that nobody computed: each of so many models has all the others as its neighbours. */
export async function publishMadeUpTable(
  { catalogue, search, indexRuns, neighbours }: Database,
  uids: readonly string[],
): Promise<void> {
  await catalogue.upsertModels(
    'folder',
    uids.map((uid) => modelRecord(uid, { name: 'Made up' })),
  )
  const { ids } = await search.matchModels({ query: 'made up' })
  const modelIds = (ids ?? []).sort((one, other) => one - other)
  const width = modelIds.length - 1
  const modelCount = modelIds.length
  const runId = await indexRuns.beginIndexRun(runSettings({ neighbours: width, modelCount }))
  const others = modelIds.flatMap((modelId) => modelIds.filter((id) => id !== modelId))
  await neighbours.writeNeighbours(runId, 'visual', {
    modelIds,
    width,
    neighbourIds: Int32Array.from(others),
    scores: new Float32Array(others.length).fill(-0.5),
  })
  await indexRuns.publishRun(runId, runResult({ modelCount }))
}
