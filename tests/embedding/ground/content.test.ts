import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type Box,
  contentOf,
  isLetterboxed,
  shrunk,
  transparencyOf,
  writeAlpha,
} from '@/lib/embedding/ground/content'

/** A picture `[size, size, 4]` that is opaque within a box. */
function pictureWith(size: number, { left, top, width, height }: Box, alpha = 255): Uint8Array {
  const rgba = new Uint8Array(size * size * 4)
  for (let y = top; y < top + height; y++) {
    for (let x = left; x < left + width; x++) rgba.set([x * 7, y * 5, x * y, alpha], (y * size + x) * 4)
  }
  return rgba
}

describe('the content of a picture', () => {
  it('is what is not wholly transparent', () => {
    const box = { left: 3, top: 5, width: 9, height: 2 }
    expect(contentOf(pictureWith(16, box), 16)).toEqual(box)
    expect(contentOf(pictureWith(16, box, 1), 16)).toEqual(box)
    expect(contentOf(new Uint8Array(16 * 16 * 4), 16)).toBeNull()
  })

  it('is letterboxed when it reaches from side to side and lies in the middle', () => {
    expect(isLetterboxed({ left: 0, top: 0, width: 16, height: 16 }, 16)).toBe(true)
    expect(isLetterboxed({ left: 0, top: 3, width: 16, height: 9 }, 16)).toBe(true)
    expect(isLetterboxed({ left: 5, top: 0, width: 6, height: 16 }, 16)).toBe(true)
    expect(isLetterboxed({ left: 0, top: 6, width: 16, height: 9 }, 16)).toBe(false)
    expect(isLetterboxed({ left: 3, top: 3, width: 10, height: 10 }, 16)).toBe(false)
  })

  it('is seen through by the mean of its alpha', () => {
    const box = { left: 2, top: 2, width: 8, height: 4 }
    expect(transparencyOf(pictureWith(16, box), 16, box)).toBe(0)
    expect(transparencyOf(pictureWith(16, box, 51), 16, box)).toBeCloseTo(0.8)
    expect(transparencyOf(pictureWith(16, box), 16, { ...box, width: 16, left: 0 })).toBeCloseTo(0.5)
    const alpha = new Float32Array(2)
    writeAlpha(Uint8Array.of(1, 2, 3, 255, 4, 5, 6, 0), alpha)
    expect([...alpha]).toEqual([1, 0])
  })
})

describe('a picture that is shrunk', () => {
  it('has in each pixel the mean of what it covers', () => {
    const boxes = fc.record({
      left: fc.integer({ min: 0, max: 8 }),
      top: fc.integer({ min: 0, max: 8 }),
      width: fc.integer({ min: 1, max: 16 }),
      height: fc.integer({ min: 1, max: 16 }),
    })
    fc.assert(
      fc.property(boxes, fc.uint8Array({ minLength: 24 * 24 * 4, maxLength: 24 * 24 * 4 }), (box, rgba) => {
        const small = shrunk(rgba, 24, box, 6)
        // Many points within each pixel, by brute force.
        const points = 60
        for (const [row, column] of [
          [0, 0],
          [2, 5],
          [5, 3],
        ] as const) {
          let sum = 0
          for (let j = 0; j < points; j++) {
            for (let i = 0; i < points; i++) {
              const x = box.left + Math.floor(((column + (i + 0.5) / points) * box.width) / 6)
              const y = box.top + Math.floor(((row + (j + 0.5) / points) * box.height) / 6)
              sum += rgba[(y * 24 + x) * 4 + 1] ?? 0
            }
          }
          expect(Math.abs((small[(row * 6 + column) * 3 + 1] ?? 0) - sum / points ** 2)).toBeLessThan(4)
        }
      }),
      { numRuns: 30 },
    )
  })

  it('stays as it is at its own size', () => {
    const box = { left: 0, top: 0, width: 8, height: 8 }
    const rgba = pictureWith(8, box)
    expect([...shrunk(rgba, 8, box, 8)]).toEqual([...rgba].filter((_, index) => index % 4 < 3))
  })
})
