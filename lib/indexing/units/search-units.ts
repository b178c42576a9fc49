import { z } from 'zod'
import type { Database, Within } from '@/lib/database/database'
import type { Recipe } from '@/lib/embedding/recipes'
import { DEFAULT_KIND } from '@/lib/facts/kinds'
import { reportsOf } from '@/lib/jobs/do-units'
import type { OpenUnits } from '@/lib/jobs/job'
import { expandByBlocks } from '@/lib/similarity/query-expansion'
import { blockSizes, collectNeighbours, nearestNeighbours } from '@/lib/similarity/top-k'
import { type VectorSource, vectorsBetween } from '@/lib/similarity/vectors'
import { rowsOf } from '../neighbour-rows'
import { expansionOf } from '../recipe'
import { readVectors } from '../stored-vectors'
import { type Loss, unlessLost } from './lost-units'
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

/**
 * Does the two passes of a search with query expansion: `expand` leaves the expanded vectors of some models, `search` writes their
 * neighbours. Vectors come from what the units of the stages before have left, by blocks.
 */
export const openSearchUnits: OpenUnits = async (place) => {
  const { database, threads, runId } = place
  const { settings, recipe } = await settingsOfRun(place)
  let opened: { table: string; vectors: VectorSource; expanded?: VectorSource } | undefined

  /** The vectors of a table; those of another one, of before models were taken down, are not used any more. */
  async function open(table: string) {
    if (opened?.table !== table) opened = { table, vectors: await projectedUnits(database, runId, recipe) }
    return opened
  }

  async function perform({ kind, table, start, end }: Payload, within: Within): Promise<Uint8Array | null> {
    const current = await open(table)
    const { vectors } = current
    const expansion = expansionOf(recipe, vectors.count)
    if (kind === 'search') {
      // Kept with what has been read of them, for the units to come.
      const expanded = expansion ? (current.expanded ??= expandedUnits(database, runId, vectors)) : vectors
      const queries = vectorsBetween(expanded, start, end)
      const searched = expansion?.database === false ? vectors : expanded
      const options = { queries, database: searched, neighbours: settings.neighbours, threads }
      const found = await collectNeighbours(nearestNeighbours(options))
      await within.neighbours.writeNeighbours(runId, DEFAULT_KIND, rowsOf(found, queries.ids, vectors.ids))
      return null
    }
    if (!expansion) throw new Error(`The vectors of run ${runId} are not to be expanded.`)
    const queries = vectorsBetween(vectors, start, end)
    // One more, which the others are held against.
    const options = { queries, database: vectors, neighbours: expansion.neighbours + 1, threads }
    const neighbours = await collectNeighbours(nearestNeighbours(options))
    const blockRows = blockSizes(vectors).databaseBlock
    return packRows(await expandByBlocks(vectors, { start, neighbours, blockRows }))
  }

  return {
    perform: ({ payload }, within) =>
      unlessLost<Loss>({ isLost: true }, async () => {
        const data = await perform(payloadSchema.parse(JSON.parse(payload)), within)
        return { report: { isLost: false }, data }
      }),
    async dispose() {},
  }
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
