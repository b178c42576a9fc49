import { describe, expect, it } from 'vitest'
import { createGuidedFilter, multiplyBy } from '@/lib/embedding/ground/guided-filter'
import { seededRandom } from '@/lib/numerics/seeded-random'

const side = 12
const options = { radius: 2, smoothness: 64 }
const fit = createGuidedFilter(side, options)

/** What the fitted map says of the picture that it was fitted to. */
function valuesOf(map: Float32Array, rgb: Uint8Array): number[] {
  const { red, green, blue, constant } = fit(map, rgb)
  return Array.from(
    map,
    (_, at) =>
      (red[at] ?? 0) * (rgb[at * 3] ?? 0) +
      (green[at] ?? 0) * (rgb[at * 3 + 1] ?? 0) +
      (blue[at] ?? 0) * (rgb[at * 3 + 2] ?? 0) +
      (constant[at] ?? 0),
  )
}

const random = seededRandom(4)
const noise = Uint8Array.from({ length: side * side * 3 }, () => Math.floor(random() * 256))

describe('a guided filter', () => {
  it.each([0, 0.3, 1])('leaves a map of %d everywhere as it is, whatever the picture', (value) => {
    for (const each of valuesOf(new Float32Array(side * side).fill(value), noise))
      expect(each).toBeCloseTo(value, 3)
  })

  it('averages a map twice over the windows where the picture has one colour', () => {
    const map = Float32Array.from({ length: side * side }, () => random())
    const mean = (values: ArrayLike<number>) =>
      Array.from({ length: side * side }, (_, at) => {
        const [x, y] = [at % side, Math.floor(at / side)]
        let [sum, count] = [0, 0]
        for (let j = Math.max(0, y - 2); j <= Math.min(side - 1, y + 2); j++) {
          for (let i = Math.max(0, x - 2); i <= Math.min(side - 1, x + 2); i++) {
            sum += values[j * side + i] ?? 0
            count++
          }
        }
        return sum / count
      })
    const values = valuesOf(map, new Uint8Array(side * side * 3).fill(120))
    mean(mean(map)).forEach((expected, at) => expect(values[at]).toBeCloseTo(expected, 4))
  })

  it('moves a blurred border to where the colour changes', () => {
    const rgb = new Uint8Array(side * side * 3)
    for (let at = 0; at < side * side; at++) rgb.fill(at % side < 5 ? 20 : 230, at * 3, at * 3 + 3)
    const blurred = Float32Array.from({ length: side * side }, (_, at) =>
      Math.min(1, Math.max(0, ((at % side) - 2) / 5)),
    )
    const row = valuesOf(blurred, rgb).slice(6 * side, 7 * side)
    expect(row[3]).toBeLessThan(0.35)
    expect(row[4]).toBeLessThan(0.4)
    expect(row[5]).toBeGreaterThan(0.6)
    expect(row[6]).toBeGreaterThan(0.65)
  })
})

describe('an opacity', () => {
  const size = 24
  const box = { left: 4, top: 2, width: 16, height: 20 }
  const rgba = new Uint8Array(size * size * 4).fill(128)

  it.each([
    [0, 0],
    [0.2, 0],
    [0.9, 1],
    [1, 1],
  ])('is multiplied by a map of %d within the box alone', (value, expected) => {
    const opacity = new Float32Array(size * size).fill(1)
    multiplyBy(opacity, fit(new Float32Array(side * side).fill(value), noise), side, rgba, size, box)
    opacity.forEach((own, at) => {
      const [x, y] = [at % size, Math.floor(at / size)]
      const isInside = x >= 4 && x < 20 && y >= 2 && y < 22
      expect(own).toBeCloseTo(isInside ? expected : 1, 2)
    })
  })
})
