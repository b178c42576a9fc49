import { seededNormal, seededRandom } from '@/lib/numerics/seeded-random'
import { openFactorThread } from '@/lib/recommending/factor-thread'
import type { FactorRows } from '@/lib/recommending/held-factors'
import { atMost, type BenchmarkRow, quantile } from './row'

const MODELS = 25_000
const FACTORS = 128
const HEARTS = 50
/** As many as the page shows. */
const WANTED = 48
const VISITORS = 60
const ALLOWED_MS = 30

/** What a visitor of 50 hearts waits for recommendations, from the thread that a web server asks. */
export async function recommendationsRow(): Promise<BenchmarkRow> {
  const setup = { factors: FACTORS, regularisation: 10, alpha: 40, mostModels: MODELS }
  const thread = openFactorThread(setup, madeUpFactors())
  const random = seededRandom(7)
  const taken: number[] = []
  try {
    await thread.loaded
    for (let visitor = 0; visitor < VISITORS; visitor++) {
      const liked = Array.from({ length: HEARTS }, () => 1 + Math.floor(random() * MODELS))
      const startedAt = performance.now()
      await thread.recommend({ liked, disliked: [] }, WANTED, [])
      taken.push(performance.now() - startedAt)
    }
  } finally {
    await thread.close()
  }
  return atMost(
    1,
    `recommendations from ${HEARTS} hearts, ${MODELS} models of ${FACTORS} factors, ms at the 95th percentile, against those allowed`,
    quantile(taken, 0.95),
    ALLOWED_MS,
  )
}

async function* madeUpFactors(): AsyncGenerator<FactorRows> {
  const normal = seededNormal(3)
  yield {
    modelIds: Int32Array.from({ length: MODELS }, (_, model) => model + 1),
    likeCounts: new Int32Array(MODELS).fill(1),
    factors: Float32Array.from({ length: MODELS * FACTORS }, () => 0.1 * normal()),
  }
}
