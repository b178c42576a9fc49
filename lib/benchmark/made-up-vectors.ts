import type { Database } from '@/lib/database/database'
import { KEPT_BLOCK_ROWS } from '@/lib/indexing/kept-vectors'
import { seededRandom } from '@/lib/numerics/seeded-random'
import { vectorBlockOf } from '@/lib/similarity/vector-index'
import { randomUnitVectors } from './random-vectors'

/** Gives a run a made-up vector for every model in place of its own, and made-up neighbours for those that have none. */
export async function fillVectors(
  database: Database,
  runId: number,
  dimensions: number,
  depth: number,
): Promise<void> {
  const modelIds: number[] = []
  for await (const block of database.embeddings.readIndexable())
    modelIds.push(...block.map(({ modelId }) => modelId))
  await database.vectors.clearVectors(runId)
  const random = seededRandom(17)
  for (let start = 0; start < modelIds.length; start += KEPT_BLOCK_ROWS) {
    const some = Int32Array.from(modelIds.slice(start, start + KEPT_BLOCK_ROWS))
    const vectors = randomUnitVectors(some.length, dimensions, start + 1)
    await database.vectors.writeVectorBlock(runId, vectorBlockOf(some, vectors))
    const known = await database.neighbours.findNeighbourIds(runId, 'visual', [...some])
    const without = some.filter((id) => !known.has(id))
    const count = without.length * depth
    await database.neighbours.writeNeighbours(runId, 'visual', {
      modelIds: without,
      width: depth,
      neighbourIds: Int32Array.from(
        { length: count },
        () => modelIds[Math.floor(random() * modelIds.length)] ?? 0,
      ),
      scores: new Float32Array(count).fill(0.5),
    })
  }
}
