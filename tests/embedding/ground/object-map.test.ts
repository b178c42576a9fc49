import { describe, expect, it } from 'vitest'
import { objectMap } from '@/lib/embedding/ground/object-map'

const count = 64 * 64
const logits = (of: (at: number) => number) => Float32Array.from({ length: count }, (_, at) => of(at))

describe('the map of an object', () => {
  it('is near 1 where the network is sure of the object, and near 0 where of the ground', () => {
    const map = objectMap(logits((at) => (at % 64 < 20 ? 6 : -6)))
    expect(map[0]).toBeGreaterThan(0.99)
    expect(map[63]).toBeLessThan(0.01)
  })

  it.each([
    ['nothing is an object', () => -8],
    ['all is', () => 8],
    ['the network is of two minds', () => 0],
    ['it is in doubt nearly everywhere', (at: number) => Math.sin(at) * 1.2],
    ['an object of a few pixels', (at: number) => (at < 30 ? 8 : -8)],
  ])('is 1 everywhere where %s', (_, of) => {
    for (const share of objectMap(logits(of))) expect(share).toBeGreaterThan(0.99)
  })

  it('goes from trust to none without a step', () => {
    let before = 0
    for (let doubt = 0; doubt <= 4; doubt += 0.02) {
      const [share = 0] = objectMap(logits((at) => (at === 0 ? -9 : at % 2 ? 4 - doubt : doubt - 4)))
      expect(share - before).toBeLessThan(0.05)
      before = share
    }
  })
})
