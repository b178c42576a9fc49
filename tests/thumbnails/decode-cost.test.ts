import { describe, expect, it } from 'vitest'
import { MAX_DECODING_BYTES, MAX_PIXELS } from '@/lib/thumbnails/decode'
import { MAX_DECODING_BYTES_AT_ONCE } from '@/lib/thumbnails/decode-budget'
import { DEAREST_BYTES_PER_PIXEL, decodingBytes } from '@/lib/thumbnails/decode-cost'

type Described = Parameters<typeof decodingBytes>[0]

const described = (changes: Partial<Described>): Described => ({
  format: 'png',
  width: 8192,
  height: 8192,
  channels: 3,
  depth: 'uchar',
  isProgressive: false,
  pages: 1,
  ...changes,
})

describe('what decoding is estimated to take', () => {
  // Measured at 8192 x 8192 pixels, in MB.
  it.each([
    ['AVIF', described({ format: 'heif' }), 1164],
    ['JPEG', described({ format: 'jpeg' }), 7],
    ['progressive JPEG', described({ format: 'jpeg', isProgressive: true }), 391],
    ['PNG', described({}), 47],
    ['interlaced PNG', described({ isProgressive: true }), 226],
    ['interlaced PNG of 16 bits', described({ isProgressive: true, depth: 'ushort' }), 448],
    ['WebP', described({ format: 'webp' }), 34],
    ['GIF', described({ format: 'gif' }), 309],
    ['TIFF', described({ format: 'tiff' }), 54],
  ])('of %s is no less than was measured', (_, image, measured) => {
    expect(decodingBytes(image)).toBeGreaterThanOrEqual(measured * 1024 * 1024)
  })

  it('lets the largest pictures through in all formats but AVIF, and there 8K', () => {
    for (const format of ['jpeg', 'png', 'webp', 'gif', 'tiff'] as const) {
      for (const isProgressive of [false, true]) {
        for (const depth of ['uchar', 'ushort'] as const) {
          const largest = described({ format, isProgressive, depth, channels: 4, pages: 9 })
          expect(largest.width * largest.height).toBe(MAX_PIXELS)
          expect(decodingBytes(largest)).toBeLessThanOrEqual(MAX_DECODING_BYTES)
        }
      }
    }
    expect(decodingBytes(described({ format: 'heif', height: 4320, width: 7680 }))).toBeLessThan(
      MAX_DECODING_BYTES,
    )
    expect(decodingBytes(described({ format: 'heif' }))).toBeGreaterThan(MAX_DECODING_BYTES)
  })

  it('keeps large ones from being decoded side by side, and small ones not', () => {
    expect(2 * decodingBytes(described({ format: 'heif', width: 4096, height: 4096 }))).toBeGreaterThan(
      MAX_DECODING_BYTES_AT_ONCE,
    )
    // As many as are decoded ahead of the encoder.
    expect(24 * 1024 * 1024 * DEAREST_BYTES_PER_PIXEL).toBeLessThanOrEqual(MAX_DECODING_BYTES_AT_ONCE)
  })
})
