import { describe, expect, it } from 'vitest'
import { tintOf } from '@/lib/thumbnails/tint'

const pixels = (...runs: [count: number, r: number, g: number, b: number, alpha: number][]) =>
  Uint8Array.from(runs.flatMap(([count, ...rgba]) => Array.from({ length: count }, () => rgba).flat()))

describe('the tint of a picture', () => {
  it('is the colour that it has most of, whatever lies in what is seen through', () => {
    expect(tintOf(pixels([60, 255, 0, 0, 0], [30, 0, 128, 128, 255], [10, 250, 250, 0, 255]))).toBe('#008080')
  })

  it('is the mean of shades that are nearly the same', () => {
    expect(tintOf(pixels([50, 0, 0, 0, 0], [10, 32, 64, 96, 255], [10, 34, 66, 98, 255]))).toBe('#214161')
  })

  it('counts what is half seen through by half', () => {
    expect(tintOf(pixels([50, 0, 0, 0, 0], [12, 200, 0, 0, 130], [10, 0, 0, 200, 255]))).toBe('#0000c8')
  })

  it('is the colour of something that is shaded, rather than the white of something smaller in it', () => {
    const shades = [240, 200, 160].map((value): [number, number, number, number, number] => [
      20,
      value,
      value,
      0,
      255,
    ])
    expect(tintOf(pixels([50, 0, 0, 0, 0], [30, 255, 255, 255, 255], ...shades))).not.toBe('#ffffff')
    expect(tintOf(pixels([50, 0, 0, 0, 0], [90, 255, 255, 255, 255], [10, 200, 0, 0, 255]))).toBe('#ffffff')
  })

  it('is none where next to nothing is seen through: such a picture fills its frame', () => {
    expect(tintOf(pixels([100, 9, 9, 9, 255]))).toBeNull()
    expect(tintOf(pixels([1, 0, 0, 0, 0], [99, 9, 9, 9, 255]))).toBeNull()
    expect(tintOf(pixels([2, 0, 0, 0, 0], [98, 9, 9, 9, 255]))).toBe('#090909')
  })
})
