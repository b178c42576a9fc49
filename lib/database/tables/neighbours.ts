import { type Kind, KINDS } from '@/lib/facts/kinds'
import { blocksByKey, type ReadBlocks } from '../snapshot'
import { insertAll, statement, type Value, type Work } from '../statement'
import { packNumbers, unpackIds, unpackScores } from './packed-numbers'
import { keepKnownModels } from './removed-models'
import { clearRunKind } from './run-kinds'

/** Neighbours of some models, best first. */
export type NeighbourRows = {
  modelIds: ArrayLike<number>
  /** Neighbours a model. */
  width: number
  /** Model ids of the neighbours, [count, width] row-major. */
  neighbourIds: Int32Array
  /** Their scores, [count, width] row-major. */
  scores: Float32Array
  /** How many of its `width` places each model fills, the first ones; by default all. One that fills none is not stored. */
  lengths?: ArrayLike<number>
  /** Of the kind likes: how many like both, [count, width] row-major. */
  evidence?: Int32Array
  /** Of the kind likes: how many likes of each model were learned from. */
  support?: ArrayLike<number>
}

/**
 * Stores rows under a run. Models that have been removed from the catalogue meanwhile are left out, as they would be had
 * they been removed after.
 */
export function* writeNeighbours(
  runId: number,
  kind: Kind,
  { modelIds, width, neighbourIds, scores, lengths, evidence, support }: NeighbourRows,
): Work<void> {
  if (width === 0) return
  const known = yield* keepKnownModels(modelIds)
  const rows: Value[][] = []
  for (const [row, modelId] of Array.from(modelIds).entries()) {
    const length = lengths?.[row] ?? width
    if (!known.has(modelId) || length === 0) continue
    const [start, end] = [row * width, row * width + length]
    const packed = [neighbourIds, scores].map((values) => packNumbers(values.subarray(start, end)))
    const counted = evidence ? packNumbers(evidence.subarray(start, end)) : null
    rows.push([runId, kind, modelId, ...packed, counted, support?.[row] ?? null])
  }
  yield* insertAll({ table: 'NeighbourList', columns: COLUMNS, rows })
}

const COLUMNS = ['runId', 'kind', 'modelId', 'neighbourIds', 'scores', 'evidence', 'support']

const nextUids = statement<[number, number], { id: number; uid: string }>(
  'SELECT id, uid FROM Model WHERE id > ? ORDER BY id LIMIT ?',
)

/** The uids of all models, by id. */
async function readUids(perform: Parameters<ReadBlocks<unknown>>[0]): Promise<Map<number, string>> {
  const uids = new Map<number, string>()
  const blocks = blocksByKey(
    perform,
    0,
    (id, limit) => nextUids.all(id, limit),
    ({ id }) => id,
  )
  for await (const block of blocks) for (const { id, uid } of block) uids.set(id, uid)
  return uids
}

const nextIds = statement<[number, number], { id: number }>(
  'SELECT id FROM Model WHERE id > ? ORDER BY id LIMIT ?',
)

/** Which ids models have, a flag each: of a million models a megabyte. */
async function readKnownIds(perform: Parameters<ReadBlocks<unknown>>[0]): Promise<Uint8Array> {
  let known = new Uint8Array(1024)
  const blocks = blocksByKey(
    perform,
    0,
    (id, limit) => nextIds.all(id, limit),
    ({ id }) => id,
  )
  for await (const block of blocks) {
    const highest = block.at(-1)?.id ?? 0
    if (highest >= known.length) {
      const wider = new Uint8Array(2 * (highest + 1))
      wider.set(known)
      known = wider
    }
    for (const { id } of block) known[id] = 1
  }
  return known
}

const nextIdLists = statement<[number, Kind, number, number], { modelId: number; neighbourIds: Buffer }>(
  `SELECT modelId, neighbourIds FROM NeighbourList WHERE runId = ? AND kind = ? AND modelId > ?
   ORDER BY modelId LIMIT ?`,
)

/**
 * The similarity table of a run as model ids: a row a model that has neighbours, in the order of the catalogue, of its
 * neighbours the first `depth` that have not been removed, best first.
 */
export function readNeighbourIdBlocks(
  runId: number,
  kind: Kind,
  depth: number,
): ReadBlocks<{ modelId: number; neighbourIds: number[] }> {
  return async function* (perform) {
    const known = await readKnownIds(perform)
    const blocks = blocksByKey(
      perform,
      0,
      (modelId, limit) => nextIdLists.all(runId, kind, modelId, limit),
      ({ modelId }) => modelId,
    )
    for await (const lists of blocks) {
      yield lists
        .map(({ modelId, neighbourIds }) => ({
          modelId,
          neighbourIds: [...unpackIds(neighbourIds)].filter((id) => known[id] === 1).slice(0, depth),
        }))
        .filter(({ modelId, neighbourIds }) => known[modelId] === 1 && neighbourIds.length > 0)
    }
  }
}

const nextLists = statement<
  [number, Kind, number, number],
  { modelId: number; neighbourIds: Buffer; scores: Buffer }
>(
  `SELECT modelId, neighbourIds, scores FROM NeighbourList WHERE runId = ? AND kind = ? AND modelId > ?
   ORDER BY modelId LIMIT ?`,
)

/** One row of the similarity table as it is stored: of its neighbours some may have been removed since. */
export type StoredRow = { modelId: number; neighbourIds: Int32Array; scores: Float32Array }

/** The similarity table of a run with its scores, in the order of the catalogue. */
export function readStoredRowBlocks(runId: number, kind: Kind): ReadBlocks<StoredRow> {
  return async function* (perform) {
    const blocks = blocksByKey(
      perform,
      0,
      (modelId, limit) => nextLists.all(runId, kind, modelId, limit),
      ({ modelId }) => modelId,
    )
    for await (const lists of blocks) {
      yield lists.map(({ modelId, neighbourIds, scores }) => ({
        modelId,
        neighbourIds: unpackIds(neighbourIds),
        scores: unpackScores(scores),
      }))
    }
  }
}

/** What of the catalogue an index run is over. */
const INDEXED = 'isListed AND NOT isBelowThreshold'

const countCovered = statement<[number, Kind], { count: number }>(
  `SELECT count(*) AS count FROM Model WHERE ${INDEXED}
   AND EXISTS (SELECT 1 FROM NeighbourList WHERE runId = ? AND kind = ? AND modelId = Model.id)`,
)

/**
 * How many models that a run would be over today have neighbours under a run. Their best may be gone, with the model that
 * it was.
 */
export function* countCoveredModels(runId: number, kind: Kind): Work<number> {
  return (yield* countCovered.first(runId, kind))?.count ?? 0
}

const rowOfFailed = (run: string) =>
  `SELECT 1 FROM NeighbourList WHERE runId = ${run} AND kind = @kind AND modelId = Failure.modelId`

const countLost = statement<{ before: number; after: number; kind: Kind }, { count: number }>(
  `SELECT count(DISTINCT modelId) AS count FROM Failure JOIN Model ON Model.id = modelId
   WHERE ${INDEXED} AND EXISTS (${rowOfFailed('@before')})
   AND (runId = @after OR NOT EXISTS (${rowOfFailed('@after')}))`,
)

/**
 * How many of those that `countCoveredModels` counts under one run have failed since: in a later run, which may still
 * have them by a vector of before, or so that it has them no longer.
 */
export function* countLostModels(beforeRunId: number, afterRunId: number, kind: Kind): Work<number> {
  return (yield* countLost.first({ before: beforeRunId, after: afterRunId, kind }))?.count ?? 0
}

const clearLists = statement<[number, Kind]>('DELETE FROM NeighbourList WHERE runId = ? AND kind = ?')

/** Removes what a run has written of its table, of one kind or, by default, of all, and that it is whole. */
export function* clearNeighbours(runId: number, kind?: Kind): Work<void> {
  for (const each of kind ? [kind] : KINDS) {
    yield* clearLists.run(runId, each)
    yield* clearRunKind(runId, each)
  }
}

const hasLists = statement<[number, Kind], { modelId: number }>(
  'SELECT modelId FROM NeighbourList WHERE runId = ? AND kind = ? LIMIT 1',
)

/** The kinds that a run has lists of. */
export function* findKinds(runId: number): Work<Kind[]> {
  const found: Kind[] = []
  for (const kind of KINDS) if (yield* hasLists.first(runId, kind)) found.push(kind)
  return found
}

type CopiedPart = { from: number; to: number; kind: Kind; after: number; last: number }

const lastOfPart = statement<[number, Kind, number, number], { modelId: number }>(
  `SELECT modelId FROM NeighbourList WHERE runId = ? AND kind = ? AND modelId > ?
   ORDER BY modelId LIMIT 1 OFFSET ?`,
)
const copyPart = statement<CopiedPart>(
  `INSERT INTO NeighbourList (${COLUMNS.join(', ')})
   SELECT @to, kind, modelId, neighbourIds, scores, evidence, support FROM NeighbourList
   WHERE runId = @from AND kind = @kind AND modelId > @after AND modelId <= @last`,
)

const COPIED_AT_ONCE = 4_096
/** No id is greater. */
const GREATEST_ID = 2 ** 31 - 1

/**
 * Copies lists of a kind from one run to another: those of some models behind one, by id.
 *
 * @returns the last of these models; null when there are none left
 */
export function* copyNeighbours(
  { from, to, kind }: { from: number; to: number; kind: Kind },
  after: number,
): Work<number | null> {
  const last = yield* lastOfPart.first(from, kind, after, COPIED_AT_ONCE - 1)
  yield* copyPart.run({ from, to, kind, after, last: last?.modelId ?? GREATEST_ID })
  return last?.modelId ?? null
}

export type ExportRow = { uid: string; rank: number; similarUid: string; score: number }

/**
 * The similarity table of a run, a row a neighbour that has not been removed, in the order of the catalogue and of rank; a
 * block a model.
 */
export function readNeighbourBlocks(runId: number, kind: Kind): ReadBlocks<ExportRow> {
  return async function* (perform) {
    const uids = await readUids(perform)
    for await (const rows of readStoredRowBlocks(runId, kind)(perform))
      for (const row of rows) yield exportRows(row, uids)
  }
}

function exportRows(
  { modelId, neighbourIds, scores }: StoredRow,
  uids: ReadonlyMap<number, string>,
): ExportRow[] {
  const uid = uids.get(modelId)
  if (uid === undefined) return []
  return [...neighbourIds].flatMap((id, place) => {
    const similarUid = uids.get(id)
    return similarUid === undefined ? [] : { uid, rank: place + 1, similarUid, score: scores[place] ?? 0 }
  })
}
