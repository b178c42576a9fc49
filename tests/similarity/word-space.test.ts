import { describe, expect, it } from 'vitest'
import { seededNormal } from '@/lib/numerics/seeded-random'
import { measureWordSpace, picturesNear } from '@/lib/similarity/word-space'
import { vectorAt, vectorBlockOf } from '@/lib/similarity/vector-index'

const WIDTH = 12
const COUNT = 300
const normal = seededNormal(5)

function unit(gap: number): Float32Array {
  const vector = Float32Array.from({ length: WIDTH }, (_, at) => normal() + (at === 0 ? gap : 0))
  const length = Math.hypot(...vector)
  return vector.map((value) => value / length)
}

// The two sides lie apart, as those of a CLIP do.
const pictures = Array.from({ length: COUNT }, () => unit(6))
const nothing = Array.from({ length: 9 }, () => unit(-6))
const blocks = [0, 100, 200].map((start) => {
  const modelIds = Int32Array.from({ length: 100 }, (_, row) => 10 + start + row)
  const values = new Float32Array(100 * WIDTH)
  pictures.slice(start, start + 100).forEach((vector, row) => values.set(vector, row * WIDTH))
  return vectorBlockOf(modelIds, values)
})
const stored = blocks.flatMap((block) => Array.from(block.modelIds, (_, row) => [...vectorAt(block, row)]))

const dot = (one: number[], other: number[]) =>
  one.reduce((sum, value, at) => sum + value * (other[at] ?? 0), 0)
const mean = (all: number[][]) =>
  Array.from({ length: WIDTH }, (_, at) => all.reduce((sum, one) => sum + (one[at] ?? 0), 0) / all.length)
const wordMean = mean(nothing.map((vector) => [...vector]))
const pictureMean = mean(stored)

/** What every picture scores for a text, as the sum of products that it is. */
function scoresOf(text: Float32Array): number[] {
  const seen = [...text].map((value, at) => value - (wordMean[at] ?? 0))
  const length = Math.hypot(...seen)
  return stored.map((picture) => {
    const from = picture.map((value, at) => value - (pictureMean[at] ?? 0))
    return dot(seen, from) / length
  })
}

describe('pictures for words', () => {
  it('are those that a comparison with every one finds, in its order, above what words that say nothing reach', async () => {
    const space = await measureWordSpace(WIDTH, nothing, () => blocks)
    const floor = Math.max(...nothing.map((vector) => Math.max(...scoresOf(vector))))
    expect(space.floor).toBeCloseTo(floor, 5)
    // Close to one of the pictures, and to what lies around it.
    const near = pictures[42]?.map((value, at) => value + (wordMean[at] ?? 0) - (pictureMean[at] ?? 0))
    const text = near ?? new Float32Array(WIDTH)
    const expected = scoresOf(text)
      .map((score, row) => ({ id: 10 + row, score }))
      .filter(({ score, id }) => score > floor && id !== 52)
      .sort((one, other) => other.score - one.score)
    const isFound = (id: number) => id !== 52
    const found = await picturesNear(text, space, { blocks: () => blocks, most: COUNT, isFound })
    expect([...found.modelIds]).toEqual(expected.map(({ id }) => id))
    found.scores.forEach((score, at) => expect(score).toBeCloseTo(expected[at]?.score ?? Number.NaN, 5))
    const all = await picturesNear(text, space, { blocks: () => blocks, most: 1, isFound: () => true })
    expect([...all.modelIds]).toEqual([52])
  })

  it('are none for what says no more than those words', async () => {
    const space = await measureWordSpace(WIDTH, nothing, () => blocks)
    const options = { blocks: () => blocks, most: COUNT, isFound: () => true }
    for (const vector of nothing)
      expect((await picturesNear(vector, space, options)).modelIds).toHaveLength(0)
    const same = await picturesNear(Float32Array.from(wordMean), space, options)
    expect(same.modelIds).toHaveLength(0)
  })

  it('are none where there are no pictures', async () => {
    const space = await measureWordSpace(WIDTH, nothing, () => [])
    const options = { blocks: () => [], most: 3, isFound: () => true }
    expect((await picturesNear(unit(0), space, options)).modelIds).toHaveLength(0)
  })
})
