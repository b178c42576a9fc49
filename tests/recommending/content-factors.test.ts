import { Matrix, solve } from 'ml-matrix'
import { describe, expect, it } from 'vitest'
import type { DenseMatrix } from '@/lib/numerics/matrix-product'
import { seededNormal } from '@/lib/numerics/seeded-random'
import { sparsePattern } from '@/lib/numerics/sparse-matrix'
import { contentOf, contentOfRows, factorsByContent, tagDirections } from '@/lib/recommending/content-factors'
import { applyMap, fitRidge } from '@/lib/recommending/ridge'
import { tagWeights } from '@/lib/recommending/tag-weights'
import { matrixOf } from './dense-fixtures'

function noise(rows: number, columns: number, seed: number) {
  return { rows, columns, data: Float32Array.from({ length: rows * columns }, seededNormal(seed)) }
}

describe('ridge regression', () => {
  it('is the dense solution, with a constant that is not penalised', async () => {
    const [inputs, outputs] = [noise(50, 6, 1), noise(50, 3, 2)]
    const found = await fitRidge(inputs, outputs, 2.5)
    const [x, y] = [matrixOf(inputs), matrixOf(outputs)]
    const withOne = new Matrix(x.to2DArray().map((row) => [...row, 1]))
    const penalty = Matrix.eye(7).mul(2.5)
    penalty.set(6, 6, 0)
    const wanted = solve(withOne.transpose().mmul(withOne).add(penalty), withOne.transpose().mmul(y))
    for (let output = 0; output < 3; output++) {
      for (let input = 0; input < 6; input++)
        expect(found.coefficients.data[input * 3 + output]).toBeCloseTo(wanted.get(input, output), 4)
      expect(found.constant[output]).toBeCloseTo(wanted.get(6, output), 4)
    }
    const mapped = await applyMap(found, inputs)
    const predicted = withOne.mmul(wanted).to1DArray()
    for (const [place, value] of predicted.entries()) expect(mapped.data[place]).toBeCloseTo(value, 4)
  })

  it('of no rows maps everything to zero, and of no inputs to the mean', async () => {
    const nothing = await fitRidge(noise(0, 2, 1), noise(0, 3, 1), 1)
    expect((await applyMap(nothing, noise(4, 2, 1))).data).toEqual(new Float32Array(12))
    const mean = await fitRidge(noise(2, 0, 1), { rows: 2, columns: 1, data: Float32Array.of(1, 3) }, 1)
    expect((await applyMap(mean, noise(2, 0, 1))).data).toEqual(Float32Array.of(2, 2))
  })

  it('names the row that has NaN in it', async () => {
    const broken = noise(5, 2, 1)
    broken.data[7] = Number.NaN
    await expect(fitRidge(broken, noise(5, 1, 1), 1)).rejects.toThrow('Row 3 has NaN in it.')
    await expect(fitRidge(noise(5, 1, 1), broken, 1)).rejects.toThrow('Row 3 has NaN in it.')
    const map = await fitRidge(noise(5, 2, 1), noise(5, 1, 1), 1)
    await expect(applyMap(map, broken)).rejects.toThrow('Row 3 has NaN in it.')
  })

  it.each([0, -1, Number.NaN])('a penalty of %d is refused', async (penalty) => {
    await expect(fitRidge(noise(5, 2, 1), noise(5, 1, 1), penalty)).rejects.toThrow(`not ${penalty}.`)
  })
})

const rowOf = ({ columns, data }: DenseMatrix, row: number) =>
  data.subarray(row * columns, (row + 1) * columns)

describe('factors by content', () => {
  // Tags tell which of two circles a model is of; factors follow the circle.
  const circle = (model: number) => model % 2
  const tags = tagWeights(
    sparsePattern(
      40,
      4,
      Array.from({ length: 80 }, (_, entry) => entry >> 1),
      Array.from({ length: 80 }, (_, entry) => circle(entry >> 1) * 2 + (entry % 2)),
    ),
  )
  const factors = noise(40, 3, 4)
  for (let model = 0; model < 40; model++) {
    for (let factor = 0; factor < 3; factor++)
      factors.data[model * 3 + factor] =
        (factor === circle(model) ? 1 : 0) + 0.05 * (factors.data[model * 3 + factor] ?? 0)
  }
  const likes = Array.from({ length: 40 }, (_, model) => (model < 30 ? 4 : 0))

  it('give a model that nobody likes the place of its like', async () => {
    const content = await contentOf(tags)
    const found = await factorsByContent(content, factors, likes, 0.01)
    for (let model = 30; model < 40; model++) {
      for (let factor = 0; factor < 2; factor++)
        expect(found.data[model * 3 + factor]).toBeCloseTo(factor === circle(model) ? 1 : 0, 1)
    }
  })

  it('do not look at the factors of models that nobody likes', async () => {
    const content = await contentOf(tags, [noise(40, 2, 6)])
    const changed = { ...factors, data: factors.data.map((value, place) => (place >= 90 ? 99 : value)) }
    expect(await factorsByContent(content, changed, likes, 0.1)).toEqual(
      await factorsByContent(content, factors, likes, 0.1),
    )
  })

  it('are the mean where nothing is known, and zero where nothing is liked either', async () => {
    const untagged = await contentOf(tagWeights(sparsePattern(3, 0, [], [])))
    const three = { rows: 3, columns: 1, data: Float32Array.of(1, 3, 99) }
    expect((await factorsByContent(untagged, three, [1, 1, 0], 1)).data).toEqual(Float32Array.of(2, 2, 2))
    expect((await factorsByContent(untagged, three, [0, 0, 0], 1)).data).toEqual(new Float32Array(3))
  })

  it('are made of the same content for some models as for all', async () => {
    const vectors = noise(40, 2, 6)
    const whole = await contentOf(tags, [vectors])
    const rows = [3, 3, 39]
    const own = {
      rows: 3,
      columns: 2,
      data: Float32Array.from(rows.flatMap((row) => [...rowOf(vectors, row)])),
    }
    const some = contentOfRows(tags, await tagDirections(tags), rows, [own])
    expect([...some.data]).toEqual(rows.flatMap((row) => [...rowOf(whole, row)]))
  })

  it('are made of the directions of some of many models', async () => {
    const directions = await tagDirections(tags, 9)
    expect(directions).toMatchObject({ rows: 4, columns: 2 })
    const inThem = contentOfRows(tags, directions, [0, 1, 2], [])
    const [first, second, third] = [0, 1, 2].map((row) => [...rowOf(inThem, row)])
    expect(third).toEqual(first)
    expect(second).not.toEqual(first)
  })

  it('refuse vectors of another number of models', async () => {
    await expect(contentOf(tags, [noise(39, 2, 6)])).rejects.toThrow('There are 39 vectors for 40 models.')
  })
})
