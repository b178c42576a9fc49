import { describe, expect, it } from 'vitest'
import { backdropOf, putOnBackdrop } from '@/lib/embedding/ground/backdrop'
import { lightness } from '@/lib/embedding/ground/lightness'

const size = 32
const square = { left: 0, top: 0, width: size, height: size }

/** A disc of a grey; by its radius it may reach beyond all borders. */
function disc(grey: number, radius: number) {
  const rgba = new Uint8Array(size * size * 4).fill(grey)
  const opacity = Float32Array.from({ length: size * size }, (_, at) =>
    Math.hypot((at % size) - 15.5, Math.floor(at / size) - 15.5) < radius ? 1 : 0,
  )
  return { rgba, size, opacity }
}

describe('the backdrop', () => {
  it.each([0, 60, 128, 190])('of an object of the grey %i is white', (grey) => {
    expect(backdropOf(disc(grey, 10), square)).toBe(255)
  })

  it('of a white object is a grey that its outline stands out from', () => {
    const backdrop = backdropOf(disc(255, 10), square)
    expect(lightness(255, 255, 255) - lightness(backdrop, backdrop, backdrop)).toBeGreaterThan(0.08)
  })

  it('darkens evenly with the lightness of the outline', () => {
    const levels = Array.from({ length: 256 }, (_, grey) => backdropOf(disc(grey, 10), square))
    levels.slice(1).forEach((level, index) => {
      expect(level).toBeLessThanOrEqual(levels[index] ?? 0)
      expect((levels[index] ?? 0) - level).toBeLessThan(5)
    })
  })

  it('is white where there is no outline, since the object fills the picture, or there is none', () => {
    expect(backdropOf(disc(255, 100), square)).toBe(255)
    expect(backdropOf(disc(255, 0), square)).toBe(255)
  })

  it('of glass is what it would be of the same object if that were opaque', () => {
    for (const grey of [100, 255]) {
      const glass = disc(grey, 10)
      for (let at = 0; at < glass.opacity.length; at++) glass.opacity[at] = (glass.opacity[at] ?? 0) / 2
      expect(backdropOf(glass, square)).toBe(backdropOf(disc(grey, 10), square))
    }
  })

  it('does not depend on where the picture was cut, margins that letterboxing added among that', () => {
    const wide = { left: 0, top: 8, width: size, height: 16 }
    const picture = disc(255, 100)
    for (let at = 0; at < picture.opacity.length; at++) {
      const y = Math.floor(at / size)
      if (y < wide.top || y >= wide.top + wide.height) picture.opacity[at] = 0
    }
    expect(backdropOf(picture, square)).toBeLessThan(255)
    expect(backdropOf(picture, wide)).toBe(255)
  })

  it('is seen where the object is not, and mixed with it where it is in part', () => {
    const picture = disc(100, 10)
    picture.opacity.fill(0.5, 0, 1)
    const rgb = new Uint8Array(size * size * 3)
    putOnBackdrop(picture, 200, rgb)
    expect([...rgb.subarray(0, 6)]).toEqual([150, 150, 150, 200, 200, 200])
    expect(rgb[(16 * size + 16) * 3]).toBe(100)
  })
})

describe('the lightness of OKLab', () => {
  it.each([
    [0, 0, 0, 0],
    [255, 255, 255, 1],
    [255, 0, 0, 0.62796],
    [0, 255, 0, 0.86644],
    [0, 0, 255, 0.45201],
  ])('of %i, %i, %i is %d', (red, green, blue, expected) => {
    expect(lightness(red, green, blue)).toBeCloseTo(expected, 4)
  })
})
