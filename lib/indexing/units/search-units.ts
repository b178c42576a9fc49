import { z } from 'zod'
import { MissingEmbeddingError, type Database, type Within } from '@/lib/database/database'
import type { Recipe } from '@/lib/embedding/recipes'
import { reportsOf } from '@/lib/jobs/do-units'
import type { OpenUnits } from '@/lib/jobs/job'
import { expandByBlocks } from '@/lib/similarity/query-expansion'
import { blockSizes, collectNeighbours, type NeighbourBlock, nearestNeighbours } from '@/lib/similarity/top-k'
import { type VectorSource, vectorsBetween } from '@/lib/similarity/vectors'
import { expansionOf } from '../recipe'
import { readVectors } from '../stored-vectors'
import { PROJECTED_ROWS, readProjectReport } from './project-units'
import { settingsOfRun } from './run-settings'
import { rangesOf, unitSize } from './unit-sizes'
import { joinUnits, packRows, unitReader, unitVectors } from './unit-vectors'

const HASH_BYTES = 32

const payloadSchema = z.strictObject({
  kind: z.enum(['expand', 'search']),
  /** Of what the table is made of: the digest of the input. */
  table: z.string(),
  /** Of the models, in their order. */
  start: z.int(),
  end: z.int(),
})
type Payload = z.infer<typeof payloadSchema>

const reportSchema = z.strictObject({
  /** Whether vectors were missing, so that nothing came of the unit. */
  isLost: z.boolean(),
})

/**
 * Queries a unit, by how many models there are. All of them are gone through once a unit, hence more of them where there is more
 * to go through.
 */
export function queryRows(models: number): number {
  return unitSize(models, { least: 256, most: 8_192 })
}

/** What units of one pass over some models are to do. */
export function searchPayloads(kind: Payload['kind'], table: string, models: number): string[] {
  return rangesOf(models, queryRows(models)).map(({ start, end }) =>
    JSON.stringify({ kind, table, start, end } satisfies Payload),
  )
}

/** Whether vectors were missing to a unit. @throws Error when it is no report of such a unit */
export function isLost(report: string): boolean {
  return reportSchema.parse(JSON.parse(report)).isLost
}

/**
 * Does the two passes of a search with query expansion: `expand` leaves the expanded vectors of some models, `search` writes their
 * neighbours. Vectors come from what the units of the stages before have left, by blocks.
 */
export const openSearchUnits: OpenUnits = async (place) => {
  const { database, runId } = place
  const { settings, recipe } = await settingsOfRun(place)
  let opened: { table: string; vectors: VectorSource } | undefined

  /** The vectors of a table; those of another one, of before models were taken down, are not used any more. */
  async function vectorsOf(table: string): Promise<VectorSource> {
    if (opened?.table !== table) opened = { table, vectors: await projectedUnits(database, runId, recipe) }
    return opened.vectors
  }

  async function perform({ kind, table, start, end }: Payload, within: Within): Promise<Uint8Array | null> {
    const vectors = await vectorsOf(table)
    const expansion = expansionOf(recipe, vectors.count)
    if (kind === 'search') {
      const expanded = expansion ? expandedUnits(database, runId, vectors) : vectors
      const queries = vectorsBetween(expanded, start, end)
      const searched = expansion?.database === false ? vectors : expanded
      const blocks: NeighbourBlock[] = []
      const options = { queries, database: searched, neighbours: settings.neighbours }
      for await (const block of nearestNeighbours(options)) blocks.push(block)
      for (const block of blocks) await writeBlock(within, runId, queries.ids, vectors.ids, block)
      return null
    }
    if (!expansion) throw new Error(`The vectors of run ${runId} are not to be expanded.`)
    const queries = vectorsBetween(vectors, start, end)
    // One more, which the others are held against.
    const options = { queries, database: vectors, neighbours: expansion.neighbours + 1 }
    const neighbours = await collectNeighbours(nearestNeighbours(options))
    const blockRows = blockSizes(vectors).databaseBlock
    return packRows(await expandByBlocks(vectors, { start, neighbours, blockRows }))
  }

  return {
    async perform({ payload }, within) {
      try {
        const data = await perform(payloadSchema.parse(JSON.parse(payload)), within)
        return { report: JSON.stringify({ isLost: false }), data }
      } catch (error) {
        // They went with models that were taken down: the coordinator finds that out, whoever has met it.
        if (!(error instanceof MissingEmbeddingError)) throw error
        return { report: JSON.stringify({ isLost: true }), data: null }
      }
    },
    async dispose() {},
  }
}

async function writeBlock(
  { neighbours }: Within,
  runId: number,
  queryIds: ArrayLike<number>,
  ids: ArrayLike<number>,
  { start, count, width, indices, scores }: NeighbourBlock,
): Promise<void> {
  await neighbours.writeNeighbours(runId, 'visual', {
    modelIds: Int32Array.from({ length: count }, (_, row) => queryIds[start + row] ?? 0),
    neighbourIds: indices.map((index) => ids[index] ?? 0),
    width,
    scores,
  })
}

/** What the units of projecting have left: projected vectors, or hashes of thumbnails whose vectors are compared as they are. */
async function projectedUnits(database: Database, runId: number, recipe: Recipe): Promise<VectorSource> {
  const parts: Int32Array[] = []
  let dimensions = 0
  for await (const text of reportsOf({ database, runId }, 'project')) {
    const report = readProjectReport(text)
    parts.push(Int32Array.from(report.modelIds))
    dimensions = report.dimensions
  }
  const ids = joined(parts)
  const left = { runId, stage: 'project' }
  if (recipe.projection) {
    return unitVectors(database, { ...left, unitRows: PROJECTED_ROWS, ids, dimensions })
  }
  const read = unitReader(database, { ...left, bytes: HASH_BYTES * ids.length }, (data): Uint8Array => data)
  const units = {
    unitRows: PROJECTED_ROWS,
    width: HASH_BYTES,
    read,
    make: (length: number) => new Uint8Array(length),
  }
  return {
    count: ids.length,
    dimensions,
    ids,
    async rows(start, end) {
      const hashes = Buffer.from(await joinUnits(start, end, units)).toString('hex')
      const each = Array.from({ length: end - start }, (_, row) =>
        hashes.slice(row * 2 * HASH_BYTES, (row + 1) * 2 * HASH_BYTES),
      )
      return readVectors(database.embeddings, recipe.id, each, dimensions)
    },
  }
}

function joined(parts: readonly Int32Array[]): Int32Array {
  const whole = new Int32Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

/** What the units of the first pass have left. */
function expandedUnits(
  database: Database,
  runId: number,
  { count, dimensions, ids }: VectorSource,
): VectorSource {
  const unitRows = queryRows(count)
  return unitVectors(database, { runId, stage: 'expand', unitRows, ids: Int32Array.from(ids), dimensions })
}
