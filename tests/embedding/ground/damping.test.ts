import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { openEncoder } from '@/lib/embedding/encoder'
import { damp, readDamping } from '@/lib/embedding/ground/damping'
import { recipeNamed } from '@/lib/embedding/recipes'
import { chooseEngine } from '@/lib/networks/engines/engines'
import { seededNormal } from '@/lib/numerics/seeded-random'
import { encoderPixels } from '@/lib/thumbnails/encoder-pixels'
import { drawing } from '../../setup/images'
import { temporaryDirectoryOfFile } from '../../setup/temporary'

const cacheDir = temporaryDirectoryOfFile()
const dimensions = 12
const normal = seededNormal(4)
const lengthOf = (vector: Float32Array) => Math.hypot(...vector)
const anyVector = () => {
  const vector = Float32Array.from({ length: dimensions }, normal)
  const length = lengthOf(vector)
  return vector.map((value) => value / length)
}
const along = (axis: number, length: number) =>
  Float32Array.from({ length: dimensions }, (_, at) => (at === axis ? length : 0))

describe('damping an embedding', () => {
  const mean = anyVector()

  it('takes it towards the mean in the directions, by the square of their length, and keeps it elsewhere', () => {
    const before = anyVector()
    const after = before.slice()
    damp(after, { mean, directions: [along(2, Math.sqrt(0.75)), along(5, 1)] })
    const expected = before.slice()
    expected[2] = 0.25 * (before[2] ?? 0) + 0.75 * (mean[2] ?? 0)
    expected[5] = mean[5] ?? 0
    const length = lengthOf(expected)
    expected.forEach((value, at) => {
      expect(after[at]).toBeCloseTo(value / length, 5)
    })
    expect(lengthOf(after)).toBeCloseTo(1, 5)
  })

  it('leaves the mean itself, and without directions everything, as it is', () => {
    const own = mean.slice()
    damp(own, { mean, directions: [along(3, 0.9)] })
    own.forEach((value, at) => {
      expect(value).toBeCloseTo(mean[at] ?? 0, 5)
    })
    const any = anyVector()
    const damped = any.slice()
    damp(damped, { mean, directions: [] })
    damped.forEach((value, at) => {
      expect(value).toBeCloseTo(any[at] ?? 0, 5)
    })
  })

  it('leaves an embedding that is all zero so', () => {
    const zero = new Float32Array(dimensions)
    damp(zero, { mean, directions: [along(1, 0.5)] })
    expect([...zero]).toEqual([...new Float32Array(dimensions)])
  })
})

describe('the damping of the default recipe', () => {
  it('has a mean of about length 1 and eight directions at right angles, none taken away wholly', async () => {
    const { mean, directions } = await readDamping(816)
    expect(lengthOf(mean)).toBeGreaterThan(0.8)
    expect(lengthOf(mean)).toBeLessThan(1.001)
    expect(directions).toHaveLength(8)
    directions.forEach((one, row) => {
      expect(lengthOf(one)).toBeLessThan(1)
      for (const other of directions.slice(row + 1)) {
        expect(Math.abs(one.reduce((sum, value, at) => sum + value * (other[at] ?? 0), 0))).toBeLessThan(0.01)
      }
    })
  })

  it('says when it is of other embeddings', async () => {
    await expect(readDamping(815)).rejects.toThrow('no whole number of rows of 815')
  })
})

it('an encoder damps embeddings of pictures that stand on a ground, and not of those that come cut out', async () => {
  const damping = recipeNamed('default', 1)
  const plain = { ...damping, groundDamping: undefined }
  const engine = await chooseEngine('onnxruntime', damping)
  const cutOut = await drawing('triangle', '#d8402a', 160)
  const onGround = await sharp(cutOut).flatten({ background: '#4a6a8a' }).png().toBuffer()
  const encoded: Float32Array[] = []
  for (const recipe of [damping, plain]) {
    const encoder = await openEncoder(recipe, engine, { cacheDir })
    const pixels = await Promise.all(
      [cutOut, onGround].map(async (picture) => encoderPixels(picture, recipe.picture)),
    )
    encoded.push(await encoder.encode(Buffer.concat(pixels)))
    await encoder.dispose()
  }
  const [damped = new Float32Array(), undamped = new Float32Array()] = encoded
  expect(damped.slice(0, 816)).toEqual(undamped.slice(0, 816))
  const expected = undamped.slice(816)
  damp(expected, await readDamping(816))
  expect(damped.slice(816)).toEqual(expected)
  expect(expected).not.toEqual(undamped.slice(816))
})
