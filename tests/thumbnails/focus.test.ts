import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { focusOf } from '@/lib/thumbnails/focus'

const TILE = 4 / 3

/** A grey picture with one red rectangle. */
function picture(width: number, height: number, thing?: [left: number, top: number, size: number]) {
  const data = new Uint8Array(width * height * 3).fill(90)
  if (thing) {
    const [left, top, size] = thing
    for (let y = Math.max(0, top); y < Math.min(height, top + size); y++)
      for (let x = Math.max(0, left); x < Math.min(width, left + size); x++)
        data.set([200, 20, 20], (y * width + x) * 3)
  }
  return { data, width, height, channels: 3 }
}

describe('the focus of a picture', () => {
  it('is the middle where nothing is cut off, and where nothing stands out', () => {
    expect(focusOf(picture(400, 300, [0, 0, 40]), TILE)).toBe(50)
    for (const [width, height] of [
      [256, 144],
      [144, 256],
      [2, 1],
      [1, 1],
      [1, 500],
    ] as const)
      expect(focusOf(picture(width, height), TILE)).toBe(50)
  })

  it('follows a thing across the picture, and has it in the middle of the tile where it can', () => {
    const [width, height, size] = [256, 144, 40]
    const excess = width - height * TILE
    for (let left = 0; left <= width - size; left += 8) {
      const middle = ((left + size / 2 - (height * TILE) / 2) / excess) * 100
      const focus = focusOf(picture(width, height, [left, 50, size]), TILE)
      expect(Math.abs(focus - Math.min(100, Math.max(0, middle)))).toBeLessThan(8)
      const turned = focusOf(picture(height, height * 3, [50, left, size]), 1)
      const middleTurned = ((left + size / 2 - height / 2) / (2 * height)) * 100
      expect(Math.abs(turned - Math.min(100, Math.max(0, middleTurned)))).toBeLessThan(4)
    }
  })

  it('is a whole percentage whatever the picture', () => {
    const side = fc.integer({ min: 1, max: 300 })
    fc.assert(
      fc.property(
        side,
        side,
        fc.constantFrom(3, 4),
        fc.uint8Array({ minLength: 1 }),
        (width, height, channels, some) => {
          const data = Uint8Array.from(
            { length: width * height * channels },
            (_, at) => some[at % some.length] ?? 0,
          )
          const focus = focusOf({ data, width, height, channels }, TILE)
          expect(Number.isInteger(focus) && focus >= 0 && focus <= 100).toBe(true)
        },
      ),
      { numRuns: 50 },
    )
  })
})
