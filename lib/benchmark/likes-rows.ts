import { createMatrixProduct } from '@/lib/numerics/matrix-product'
import { sparsePattern, type SparsePattern } from '@/lib/numerics/sparse-matrix'
import { trainAls } from '@/lib/recommending/als'
import { trainRp3beta } from '@/lib/recommending/rp3beta'
import { makeUpLikes, ORIGINAL_LIKES } from './made-up-likes'
import { atMost, type BenchmarkRow, median } from './row'

const SIZE = { ...ORIGINAL_LIKES, models: 25_000 }
const SETTINGS = { factors: 128, regularisation: 10, alpha: 40 }
/** The first sets workers up. */
const ITERATIONS = 4
const ITERATIONS_OF_A_RUN = 15
const ALLOWED_SECONDS = 120
/** Products of the dense half of an iteration: where it begins, and three steps. */
const PRODUCTS = 4

/** Learning from likes: factors, against nothing but the matrix products in it and against the time allowed; RP3beta. */
export async function* likesRows(): AsyncGenerator<BenchmarkRow> {
  const { userOf, modelOf } = makeUpLikes(SIZE)
  const likes = sparsePattern(SIZE.users, SIZE.models, userOf, modelOf)
  const what = `${likes.rows} users x ${likes.columns} models, ${SETTINGS.factors} factors`
  const iteration = await measureIteration(likes)
  yield atMost(
    25,
    `factors of likes, ${what}, seconds an iteration, against the bare matrix products`,
    iteration,
    await measureProducts(likes),
  )
  yield atMost(
    1,
    `the same, seconds of ${ITERATIONS_OF_A_RUN} iterations`,
    ITERATIONS_OF_A_RUN * iteration,
    ALLOWED_SECONDS,
  )
  const startedAt = performance.now()
  trainRp3beta(likes, { beta: 0.4, kept: 200 })
  yield atMost(
    1.5,
    'RP3beta over the same likes, seconds, against an iteration of factors',
    (performance.now() - startedAt) / 1000,
    iteration,
  )
}

async function measureIteration(likes: SparsePattern): Promise<number> {
  const times: number[] = []
  await trainAls(
    likes,
    { ...SETTINGS, iterations: ITERATIONS },
    { onIteration: () => void times.push(performance.now()) },
  )
  return median(times.slice(1).map((time, index) => (time - (times[index] ?? 0)) / 1000))
}

async function measureProducts({ rows, columns }: SparsePattern): Promise<number> {
  const { factors } = SETTINGS
  const matrix = (height: number) => ({
    rows: height,
    columns: factors,
    data: new Float32Array(height * factors).fill(0.01),
  })
  const [users, models, square] = [matrix(rows), matrix(columns), matrix(factors)]
  const product = await createMatrixProduct()
  const seconds: number[] = []
  for (let round = 0; round < ITERATIONS; round++) {
    const startedAt = performance.now()
    for (let turn = 0; turn < PRODUCTS; turn++) {
      await product.multiply(users, square)
      await product.multiply(models, square)
    }
    seconds.push((performance.now() - startedAt) / 1000)
  }
  await product.dispose()
  return median(seconds)
}
