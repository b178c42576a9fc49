import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  compareTables,
  measureTable,
  type RowChange,
  type TableRow,
  tableQuality,
} from '@/lib/evaluation/compare-tables'
import { evaluateRetrieval } from '@/lib/evaluation/evaluate-retrieval'
import { vectorsInMemory } from '@/lib/similarity/vectors'
import { bruteForceRanking } from '../similarity/vector-fixtures'

/** Tables over the models 1 to 12, some of them left out, with up to five neighbours each. */
const table: fc.Arbitrary<TableRow[]> = fc
  .uniqueArray(fc.integer({ min: 1, max: 12 }), { maxLength: 12 })
  .chain((ids) =>
    fc.tuple(
      ...ids
        .toSorted((a, b) => a - b)
        .map((modelId) =>
          fc.record({
            modelId: fc.constant(modelId),
            neighbourIds: fc.uniqueArray(fc.integer({ min: 1, max: 12 }), { maxLength: 5 }),
          }),
        ),
    ),
  )

const rowOf = (rows: readonly TableRow[], modelId: number) =>
  rows.find((row) => row.modelId === modelId)?.neighbourIds

async function changesOf(before: readonly TableRow[], after: readonly TableRow[]): Promise<RowChange[]> {
  const changes: RowChange[] = []
  for await (const change of compareTables(before, after)) changes.push(change)
  return changes
}

describe('two similarity tables', () => {
  it('differ, model by model that both have, by the share of neighbours that are new', async () => {
    await fc.assert(
      fc.asyncProperty(table, table, async (before, after) => {
        const expected = after.flatMap(({ modelId, neighbourIds }) => {
          const had = rowOf(before, modelId)
          if (!had || neighbourIds.length === 0) return []
          const fresh = neighbourIds.filter((id) => !had.includes(id))
          return [{ modelId, changedShare: fresh.length / neighbourIds.length }]
        })
        expect(await changesOf(before, after)).toEqual(expected)
      }),
    )
  })

  it('are alike when only the order of the neighbours is another', async () => {
    const turned = (rows: readonly TableRow[]) =>
      rows.map((row) => ({ ...row, neighbourIds: row.neighbourIds.toReversed() }))
    await fc.assert(
      fc.asyncProperty(table, async (rows) =>
        (await changesOf(rows, turned(rows))).every(({ changedShare }) => changedShare === 0),
      ),
    )
  })

  it('are both closed when the comparison ends, wherever it ends', async () => {
    let open = 0
    function* opened(rows: readonly TableRow[]) {
      open++
      try {
        yield* rows
      } finally {
        open--
      }
    }
    await fc.assert(
      fc.asyncProperty(table, table, fc.nat(12), async (before, after, wanted) => {
        let seen = 0
        for await (const change of compareTables(opened(before), opened(after))) {
          expect(change.modelId).toBeGreaterThan(0)
          if (++seen > wanted) break
        }
        expect(open).toBe(0)
      }),
    )
  })
})

/** Vectors of small integers, full of ties, and a label or none for each. */
const catalogue = fc.integer({ min: 2, max: 30 }).chain((count) =>
  fc.record({
    values: fc.array(fc.integer({ min: -2, max: 2 }), { minLength: count * 3, maxLength: count * 3 }),
    labels: fc.array(fc.constantFrom('tree', 'car', 'boat', null), { minLength: count, maxLength: count }),
  }),
)

function tableOf(vectors: Float32Array, width: number): TableRow[] {
  return Array.from({ length: vectors.length / 3 }, (_, modelId) => ({
    modelId,
    neighbourIds: bruteForceRanking(vectors, 3, modelId)
      .slice(0, width)
      .map(({ index }) => index),
  }))
}

const qualityOf = async (...given: Parameters<typeof measureTable>) => {
  const measured = await measureTable(...given)
  return measured && tableQuality(measured)
}

const labelsById = (labels: readonly (string | null)[]) =>
  new Map(labels.flatMap((label, modelId) => (label === null ? [] : [[modelId, label] as const])))

describe('the quality of a similarity table', () => {
  it('at ten neighbours is the recall-capped precision that an evaluation of the vectors gives', async () => {
    await fc.assert(
      fc.asyncProperty(catalogue, async ({ values, labels }) => {
        const vectors = Float32Array.from(values)
        const quality = await qualityOf(() => tableOf(vectors, 10), labelsById(labels), 10)
        const options = { vectors: vectorsInMemory(vectors, 3), labels, expansion: null, leastRelevant: 1 }
        if (quality === null) {
          await expect(evaluateRetrieval(options)).rejects.toThrow('nothing to evaluate')
          return
        }
        const evaluated = await evaluateRetrieval(options)
        expect(quality.queries).toBe(evaluated.queries)
        expect(quality.recallCappedPrecision).toBeCloseTo(evaluated.recallCappedPrecisionAt10, 12)
      }),
      { numRuns: 60 },
    )
  })

  it('at any depth is the mean share of what could be found there, of models with another of their label', async () => {
    await fc.assert(
      fc.asyncProperty(catalogue, fc.integer({ min: 1, max: 10 }), async ({ values, labels }, depth) => {
        const rows = tableOf(Float32Array.from(values), 10)
        const shares = rows.flatMap(({ modelId, neighbourIds }) => {
          const isRelevant = (id: number) => id !== modelId && labels[id] === labels[modelId]
          const relevant = labels.filter((_, id) => isRelevant(id)).length
          if (labels[modelId] === null || relevant === 0) return []
          return [neighbourIds.slice(0, depth).filter(isRelevant).length / Math.min(depth, relevant)]
        })
        const quality = await qualityOf(() => rows, labelsById(labels), depth)
        if (shares.length === 0) expect(quality).toBeNull()
        else {
          expect(quality?.queries).toBe(shares.length)
          expect(quality?.recallCappedPrecision).toBeCloseTo(
            shares.reduce((sum, share) => sum + share, 0) / shares.length,
            12,
          )
        }
      }),
    )
  })
})
