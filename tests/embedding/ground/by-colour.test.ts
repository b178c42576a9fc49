import { describe, expect, it } from 'vitest'
import { createColourModel } from '@/lib/embedding/ground/by-colour'
import { seededRandom } from '@/lib/numerics/seeded-random'

const side = 64
const tellByColour = createColourModel(side * side)
type Colour = readonly [number, number, number]

const picture = (of: (x: number, y: number) => Colour) =>
  Uint8Array.from(Array.from({ length: side * side }, (_, at) => of(at % side, Math.floor(at / side))).flat())
const logits = (of: (x: number, y: number) => number) =>
  Float32Array.from({ length: side * side }, (_, at) => of(at % side, Math.floor(at / side)))
const isInside = (x: number, y: number) => Math.hypot(x - 32, y - 32) < 14
const told = (given: Float32Array, rgb: Uint8Array) => [...tellByColour(given, rgb)]

describe('what colours tell', () => {
  it('is that a brick in doubt is of the ground, as all bricks of its colours are', () => {
    const isInDoubt = (x: number, y: number) => x >= 48 && y >= 40
    const bricks = picture((x, y): Colour => {
      if (isInside(x, y)) return [220, 60, 40]
      return y % 8 === 0 || x % 12 === 0 ? [40, 70, 60] : [90, 150, 120]
    })
    const given = logits((x, y) => (isInside(x, y) ? 4 : isInDoubt(x, y) ? 0.5 : -4))
    const after = told(given, bricks)
    expect(after[50 * side + 56]).toBeLessThan(-2)
    expect(after[32 * side + 32]).toBeGreaterThan(4)
  })

  it('is nothing where object and ground have the same colours', () => {
    const random = seededRandom(5)
    const colours: Colour[] = [
      [200, 40, 40],
      [40, 200, 40],
      [40, 40, 200],
    ]
    const noise = picture(() => colours[Math.floor(random() * 3)] ?? [0, 0, 0])
    const given = logits((x, y) => (isInside(x, y) ? 3 : -3))
    told(given, noise).forEach((logit, at) => {
      expect(Math.abs(logit - (given[at] ?? 0))).toBeLessThan(1)
    })
    const grey = picture(() => [128, 128, 128])
    told(given, grey).forEach((logit, at) => {
      expect(logit).toBeCloseTo(given[at] ?? 0, 4)
    })
  })

  it('is never more than so much, and a number wherever the network is sure of everything', () => {
    const given = logits(() => 200)
    const random = seededRandom(6)
    const rgb = Uint8Array.from({ length: side * side * 3 }, () => random() * 256)
    for (const sign of [1, -1]) {
      told(
        given.map((logit) => sign * logit),
        rgb,
      ).forEach((logit, at) => {
        expect(Math.abs(logit - sign * (given[at] ?? 0))).toBeLessThanOrEqual(4)
      })
    }
  })

  it('does not depend on what was asked before', () => {
    const one = picture((x, y) => (isInside(x, y) ? [220, 60, 40] : [x * 4, y * 4, 90]))
    const other = picture((x, y) => [y * 4, 30, x * 4])
    const given = logits((x, y) => (isInside(x, y) ? 2 : -1))
    const first = told(given, one)
    told(given, other)
    expect(told(given, one)).toEqual(first)
  })
})
