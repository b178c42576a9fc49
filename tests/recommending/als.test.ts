import fc from 'fast-check'
import { Matrix } from 'ml-matrix'
import { describe, expect, it } from 'vitest'
import { type SparsePattern, sparsePattern, transposePattern } from '@/lib/numerics/sparse-matrix'
import { seededRandom } from '@/lib/numerics/seeded-random'
import { type LikeFactors, trainAls } from '@/lib/recommending/als'
import { anyPattern, denseRows } from '../numerics/sparse-fixtures'
import { inMatrices, lossOf, matrixOf, solvedRows } from './dense-fixtures'

const SETTINGS = { factors: 3, regularisation: 0.5, alpha: 7, iterations: 4 }

/** Some likes in the range of thousands, with users and models without any at the ends. */
function someLikes(users: number, models: number, count: number): SparsePattern {
  const random = seededRandom(11)
  const place = (size: number) => Array.from({ length: count }, () => Math.floor(random() ** 2 * (size - 1)))
  return sparsePattern(users, models, place(users), place(models))
}

const copyOf = ({ users, models }: LikeFactors): LikeFactors => ({
  users: { ...users, data: users.data.slice() },
  models: { ...models, data: models.data.slice() },
})

async function factorsByIteration(likes: SparsePattern, settings: typeof SETTINGS): Promise<LikeFactors[]> {
  const all: LikeFactors[] = []
  await trainAls(likes, settings, { onIteration: (_, factors) => void all.push(copyOf(factors)) })
  return all
}

const isFinite = ({ users, models }: LikeFactors) =>
  users.data.every(Number.isFinite) && models.data.every(Number.isFinite)

/** Three steps of conjugate gradient for one row, in float64, with all confidences written out. */
function threeSteps(liked: number[], columns: Matrix, start: number[], settings: typeof SETTINGS): number[] {
  const weights = Matrix.diag(liked.map((is) => (is === 1 ? settings.alpha : 1)))
  const weighted = columns.transpose().mmul(weights)
  const system = weighted.mmul(columns).add(Matrix.eye(columns.columns).mul(settings.regularisation))
  const place = Matrix.columnVector(start)
  const residual = weighted.mmul(Matrix.columnVector(liked)).sub(system.mmul(place))
  const direction = residual.clone()
  let length = residual.dot(residual)
  for (let step = 0; step < 3; step++) {
    const image = system.mmul(direction)
    const by = length / direction.dot(image)
    place.add(Matrix.mul(direction, by))
    residual.sub(Matrix.mul(image, by))
    const left = residual.dot(residual)
    direction.mul(left / length).add(residual)
    length = left
  }
  return place.to1DArray()
}

describe('the factors of likes', () => {
  it('of models solve the normal equations, whatever the likes (three steps are all there are of three factors)', async () => {
    await fc.assert(
      fc.asyncProperty(anyPattern(9, 9), fc.integer({ min: 1, max: 3 }), async (likes, factors) => {
        const { users, models } = await trainAls(likes, { ...SETTINGS, factors })
        const solved = solvedRows(transposePattern(likes), matrixOf(users), SETTINGS)
        const most = Math.max(...matrixOf(models).sub(solved).abs().to1DArray())
        expect(most).toBeLessThan(1e-4)
      }),
      { numRuns: 40 },
    )
  })

  it('are where the loss has no slope, by finite differences', async () => {
    const likes = someLikes(30, 20, 150)
    const { users, models } = inMatrices(await trainAls(likes, { ...SETTINGS, iterations: 200 }))
    const loss = (side: Matrix, row: number, factor: number, by: number) => {
      const before = side.get(row, factor)
      side.set(row, factor, before + by)
      const value = lossOf(likes, { users, models }, SETTINGS)
      side.set(row, factor, before)
      return value
    }
    for (const side of [users, models]) {
      for (let row = 0; row < side.rows; row += 4) {
        for (let factor = 0; factor < side.columns; factor++) {
          const slope = (loss(side, row, factor, 1e-3) - loss(side, row, factor, -1e-3)) / 2e-3
          expect(Math.abs(slope)).toBeLessThan(0.02)
        }
      }
    }
  })

  it('never make the loss larger from one iteration to the next', async () => {
    await fc.assert(
      fc.asyncProperty(anyPattern(9, 9), fc.integer({ min: 1, max: 12 }), async (likes, factors) => {
        const all = await factorsByIteration(likes, { ...SETTINGS, factors })
        const losses = all.map((one) => lossOf(likes, inMatrices(one), SETTINGS))
        for (const [place, loss] of losses.slice(1).entries())
          expect(loss).toBeLessThanOrEqual((losses[place] ?? 0) * (1 + 1e-5) + 1e-5)
      }),
      { numRuns: 30 },
    )
  })

  it('take the three steps that a second implementation takes', async () => {
    const likes = someLikes(40, 30, 260)
    const settings = { ...SETTINGS, factors: 16, iterations: 2 }
    const [before, after] = (await factorsByIteration(likes, settings)).map(inMatrices)
    if (!before || !after) throw new Error('There were two iterations.')
    denseRows(likes).forEach((liked, user) => {
      const own = liked.includes(1)
        ? threeSteps(liked, before.models, before.users.getRow(user), settings)
        : new Array<number>(16).fill(0)
      for (const [factor, value] of own.entries()) expect(after.users.get(user, factor)).toBeCloseTo(value, 4)
    })
  })

  it('have the same bits whatever the threads, and each time', async () => {
    const likes = someLikes(9_000, 700, 30_000)
    const settings = { ...SETTINGS, factors: 24, iterations: 2 }
    const [one, ...others] = [
      await trainAls(likes, settings, { threads: 1 }),
      await trainAls(likes, settings, { threads: 2 }),
      await trainAls(likes, settings, { threads: 3 }),
      await trainAls(likes, settings),
    ]
    for (const other of others) expect(other).toEqual(one)
  })

  it('have the same bits when learning goes on after any iteration', async () => {
    const likes = someLikes(300, 200, 2_000)
    const settings = { ...SETTINGS, factors: 9, iterations: 5 }
    const whole = await trainAls(likes, settings)
    const all = await factorsByIteration(likes, settings)
    for (const [place, factors] of all.entries()) {
      const done: number[] = []
      const onIteration = (count: number) => void done.push(count)
      expect(await trainAls(likes, settings, { from: { done: place + 1, factors }, onIteration })).toEqual(
        whole,
      )
      expect(done).toEqual([1, 2, 3, 4, 5].slice(place + 1))
    }
  })

  it('stop when they are asked to', async () => {
    const stopped = new AbortController()
    const training = trainAls(someLikes(30, 20, 150), SETTINGS, {
      signal: stopped.signal,
      onIteration: () => stopped.abort(new Error('Enough.')),
    })
    await expect(training).rejects.toThrow('Enough.')
  })
})

describe('odd likes', () => {
  it('users and models without likes have factors of zero', async () => {
    const { users, models } = await trainAls(sparsePattern(3, 4, [0, 0, 2], [1, 3, 1]), SETTINGS)
    expect(users.data.subarray(3, 6)).toEqual(new Float32Array(3))
    expect(models.data.subarray(0, 3)).toEqual(new Float32Array(3))
    expect(models.data.subarray(6, 9)).toEqual(new Float32Array(3))
  })

  it('no likes at all give factors of zero', async () => {
    const factors = await trainAls(sparsePattern(3, 4, [], []), SETTINGS)
    expect(factors.users.data).toEqual(new Float32Array(9))
    expect(factors.models.data).toEqual(new Float32Array(12))
  })

  it('no users, or no models, give none', async () => {
    expect((await trainAls(sparsePattern(0, 4, [], []), SETTINGS)).users.data).toHaveLength(0)
    expect((await trainAls(sparsePattern(3, 0, [], []), SETTINGS)).models.data).toHaveLength(0)
  })

  const [ten, five] = [Array.from({ length: 10 }, (_, index) => index), [0, 1, 2, 3, 4]]
  it.each<[string, SparsePattern, number]>([
    ['more factors than users and models', sparsePattern(3, 4, [0, 1, 1, 2], [0, 0, 3, 3]), 40],
    ['one user', sparsePattern(1, 5, [0, 0], [1, 4]), 8],
    [
      'everybody likes one model',
      sparsePattern(
        10,
        5,
        ten,
        ten.map(() => 2),
      ),
      8,
    ],
    ['a user likes everything', sparsePattern(10, 5, [3, 3, 3, 3, 3, 7], [...five, 1]), 8],
    [
      'everybody likes everything',
      sparsePattern(
        10,
        5,
        ten.flatMap((user) => five.map(() => user)),
        ten.flatMap(() => five),
      ),
      8,
    ],
  ])('%s: liked models come before others', async (_, likes, factors) => {
    const found = await trainAls(likes, { ...SETTINGS, factors, iterations: 20 })
    expect(isFinite(found)).toBe(true)
    const { users, models } = inMatrices(found)
    const scores = users.mmul(models.transpose())
    denseRows(likes).forEach((liked, user) => {
      const of = (wanted: number) => scores.getRow(user).filter((__, model) => liked[model] === wanted)
      if (of(1).length === 0 || of(0).length === 0) return
      expect(Math.min(...of(1))).toBeGreaterThan(Math.max(...of(0)))
    })
  })

  it.each([
    [{ factors: 0 }, 'The factors of ALS must be a whole number from 1 on, not 0.'],
    [{ factors: 2.5 }, 'not 2.5'],
    [{ factors: Number.NaN }, 'not NaN'],
    [{ iterations: -1 }, 'The iterations of ALS must be a whole number from 1 on, not -1.'],
    [{ regularisation: 0 }, 'The regularisation of ALS must be a number above 0, not 0.'],
    [{ regularisation: Number.NaN }, 'not NaN'],
    [{ alpha: -3 }, 'The alpha of ALS must be a number above 0, not -3.'],
    [{ alpha: Infinity }, 'not Infinity'],
  ])('settings of %o are refused', async (wrong, message) => {
    const likes = sparsePattern(3, 4, [0], [0])
    await expect(trainAls(likes, { ...SETTINGS, ...wrong })).rejects.toThrow(message)
  })
})
