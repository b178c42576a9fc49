import type { Database } from '@/lib/database/database'

/** Publishes a table that nobody computed: each of so many models has all the others as its neighbours. */
export async function publishMadeUpTable(
  { catalogue, search, indexRuns, neighbours }: Database,
  uids: readonly string[],
): Promise<void> {
  const nothing = { name: 'Made up', url: null, author: null, license: null, failure: null }
  await catalogue.upsertModels(
    'folder',
    uids.map((uid) => ({
      ...nothing,
      sourceKey: uid,
      uidCandidates: [uid],
      tags: [],
      categories: [],
      labels: {},
      thumbnail: null,
    })),
  )
  const { ids } = await search.matchModels({ query: 'made up' })
  const modelIds = (ids ?? []).sort((one, other) => one - other)
  const width = modelIds.length - 1
  const settings = { mode: 'missing', recipe: 'r', recipeId: 'r1', engine: 'e', neighbours: width } as const
  const runId = await indexRuns.beginIndexRun({ ...settings, modelCount: modelIds.length })
  const others = modelIds.flatMap((modelId) => modelIds.filter((id) => id !== modelId))
  await neighbours.writeNeighbours(runId, 'visual', {
    modelIds,
    width,
    neighbourIds: Int32Array.from(others),
    scores: new Float32Array(others.length).fill(-0.5),
  })
  const counts = { modelCount: modelIds.length, embeddedCount: 0, reusedCount: 0, failureCount: 0 }
  await indexRuns.publishRun(runId, { ...counts, inputDigest: 'd', projectionId: null, comparison: null })
}
