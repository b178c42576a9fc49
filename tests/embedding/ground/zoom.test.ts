import { describe, expect, it } from 'vitest'
import { enlarge, viewOf } from '@/lib/embedding/ground/zoom'

const size = 40

function rectangle(left: number, top: number, width: number, height: number): Float32Array {
  return Float32Array.from({ length: size * size }, (_, at) => {
    const [x, y] = [at % size, Math.floor(at / size)]
    return x >= left && x < left + width && y >= top && y < top + height ? 1 : 0
  })
}

const wide = { left: 0, top: 10, width: 40, height: 20 }

describe('the view of a picture', () => {
  const whole = { left: 0, top: 0, side: size }

  it('is all of it where the object fills it, and where there is none', () => {
    expect(viewOf(rectangle(0, 10, 40, 20), size, wide)).toEqual(whole)
    expect(viewOf(rectangle(2, 15, 36, 8), size, wide)).toEqual(whole)
    expect(viewOf(rectangle(0, 0, 0, 0), size, wide)).toEqual(whole)
  })

  it('is all of a square picture, however small the object', () => {
    expect(viewOf(rectangle(18, 18, 4, 4), size, { left: 0, top: 0, width: 40, height: 40 })).toEqual(whole)
  })

  it('has the object of a wide picture in its middle, nearly filling it', () => {
    const view = viewOf(rectangle(4, 11, 18, 18), size, wide)
    expect(view.side).toBeCloseTo(18 / 0.86)
    expect(view.left + view.side / 2).toBeCloseTo(13)
    expect(view.top + view.side / 2).toBeCloseTo(20)
  })

  it('enlarges no further than until the picture’s shorter side is the whole, nor more than three times', () => {
    expect(viewOf(rectangle(20, 20, 2, 2), size, wide).side).toBe(20)
    const narrow = { left: 18, top: 0, width: 4, height: 40 }
    expect(viewOf(rectangle(19, 20, 2, 2), size, narrow).side).toBeCloseTo(size / 3)
  })

  it('minds no stray places', () => {
    const opacity = rectangle(4, 11, 18, 18)
    opacity[12 * size + 39] = 1
    expect(viewOf(opacity, size, wide)).toEqual(viewOf(rectangle(4, 11, 18, 18), size, wide))
  })
})

describe('enlarging', () => {
  const ramp = Uint8Array.from({ length: size * size * 3 }, (_, at) => (Math.floor(at / 3) % size) * 4)

  it('leaves the whole as it is', () => {
    const rgb = ramp.slice()
    enlarge(rgb, size, { left: 0, top: 0, side: size }, 255)
    expect(rgb).toEqual(ramp)
  })

  it('shows a part in the size of the whole', () => {
    const rgb = ramp.slice()
    enlarge(rgb, size, { left: 10, top: 10, side: 20 }, 255)
    for (let x = 0; x < size; x++)
      expect(Math.abs((rgb[x * 3] ?? 0) - (10 + (x + 0.5) / 2 - 0.5) * 4)).toBeLessThan(1)
  })

  it('has the backdrop beyond the picture', () => {
    const rgb = ramp.slice()
    enlarge(rgb, size, { left: -10, top: 30, side: 20 }, 77)
    expect(rgb[0]).toBe(77)
    expect(rgb.at(-1)).toBe(77)
    expect(rgb[(2 * size + 39) * 3]).toBeCloseTo(9.25 * 4, -0.5)
  })
})
