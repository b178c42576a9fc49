import { DEFAULT_KIND, type Kind, KINDS } from '@/lib/facts/kinds'
import { statement, type Work } from '../statement'
import { unpackIds, unpackScores } from './packed-numbers'

/** A model's neighbours, best first: the place in all arrays is the rank less 1. Some may be removed or not listed. */
export type SimilarModels = {
  modelIds: Int32Array
  scores: Float32Array
  /** How many like both; null for kinds other than likes. */
  evidence: Int32Array | null
  /** How many likes of the model were learned from; null for kinds other than likes. */
  support: number | null
}

type ListRow = { neighbourIds: Buffer; scores: Buffer; evidence: Buffer | null; support: number | null }

const findList = statement<[number, Kind, number], ListRow>(
  'SELECT neighbourIds, scores, evidence, support FROM NeighbourList WHERE runId = ? AND kind = ? AND modelId = ?',
)

/**
 * A model's neighbours under a run: none when the run does not cover the model. In SQL, being the busiest query of all
 * and ten times as quick as through Prisma.
 */
export function* findSimilarModels(runId: number, kind: Kind, modelId: number): Work<SimilarModels> {
  return unpackList((yield* findList.first(runId, kind, modelId)) ?? NOTHING)
}

const findLists = statement<[number, number], ListRow & { kind: Kind }>(
  `SELECT kind, neighbourIds, scores, evidence, support FROM NeighbourList
   WHERE runId = ? AND kind IN (${KINDS.map((kind) => `'${kind}'`).join(', ')}) AND modelId = ?`,
)

/** A model's neighbours of all kinds under a run, by kind; of a kind that it has none of nothing. */
export function* findSimilarOfAllKinds(runId: number, modelId: number): Work<Map<Kind, SimilarModels>> {
  const rows = yield* findLists.all(runId, modelId)
  return new Map(rows.map((row) => [row.kind, unpackList(row)]))
}

function unpackList({ neighbourIds, scores, evidence, support }: ListRow): SimilarModels {
  return {
    modelIds: unpackIds(neighbourIds),
    scores: unpackScores(scores),
    evidence: evidence && unpackIds(evidence),
    support,
  }
}

const findIdLists = statement<[number, Kind, string], { modelId: number; neighbourIds: Buffer }>(
  ({ eachNumber }) =>
    `SELECT modelId, neighbourIds FROM NeighbourList
     WHERE runId = ? AND kind = ? AND modelId IN (SELECT value FROM ${eachNumber} AS wanted)`,
)

/** The ids of the neighbours of some models under a run, best first, by model; those that the run does not cover have none. */
export function* findNeighbourIds(
  runId: number,
  kind: Kind,
  modelIds: readonly number[],
): Work<Map<number, Int32Array>> {
  const rows = yield* findIdLists.all(runId, kind, JSON.stringify(modelIds))
  return new Map(rows.map(({ modelId, neighbourIds }) => [modelId, unpackIds(neighbourIds)]))
}

const NOTHING: ListRow = { neighbourIds: Buffer.of(), scores: Buffer.of(), evidence: null, support: null }

export type Coverage = {
  /** Whether it has likes, but too few to be indexed. */
  hasFewLikes: boolean
  /** Whether its picture could not be read or embedded when that was last tried. */
  hasFailed: boolean
  /** Whether the run has neighbours for it that look alike, listed or not. */
  hasNeighbours: boolean
  /** Whether there was a vector of the run's recipe for it when the run was made. */
  isEmbedded: boolean
}

type CoverageRow = Record<keyof Coverage, number>

const findStanding = statement<{ modelId: number; runId: number; kind: Kind }, CoverageRow>(
  `SELECT isBelowThreshold AS hasFewLikes,
     EXISTS (SELECT 1 FROM Failure WHERE modelId = Model.id) AS hasFailed,
     EXISTS (SELECT 1 FROM NeighbourList WHERE runId = @runId AND kind = @kind AND modelId = Model.id) AS hasNeighbours,
     EXISTS (
       SELECT 1 FROM Embedding JOIN IndexRun ON IndexRun.recipeId = Embedding.recipeId
       WHERE IndexRun.id = @runId AND Embedding.thumbnailHash = Model.thumbnailHash
       AND coalesce(Embedding.runId, 0) <= @runId
     ) AS isEmbedded
   FROM Model WHERE id = @modelId`,
)

/** How a model stands to a run. */
export function* findCoverage(modelId: number, runId: number): Work<Coverage> {
  const row = yield* findStanding.first({ modelId, runId, kind: DEFAULT_KIND })
  return {
    hasFewLikes: row?.hasFewLikes === 1,
    hasFailed: row?.hasFailed === 1,
    hasNeighbours: row?.hasNeighbours === 1,
    isEmbedded: row?.isEmbedded === 1,
  }
}
