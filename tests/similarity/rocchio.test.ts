import { describe, expect, it } from 'vitest'
import { rocchioQuery } from '@/lib/similarity/rocchio'

const [east, north] = [Float32Array.of(1, 0), Float32Array.of(0, 1)]

describe('a question by examples', () => {
  it('is the mean of those that it is to be like, at length 1', () => {
    expect(rocchioQuery([east], [])).toEqual(east)
    const [x = 0, y = 0] = rocchioQuery([east, north, north], []) ?? []
    expect([x, y]).toEqual([expect.closeTo(1 / Math.sqrt(5)), expect.closeTo(2 / Math.sqrt(5))])
  })

  it('is turned away from those that it is not to be like, by the weight', () => {
    const [x = 0, y = 0] = rocchioQuery([east], [north], 0.75) ?? []
    expect([x, y]).toEqual([expect.closeTo(0.8), expect.closeTo(-0.6)])
    expect(rocchioQuery([east], [north], 0)).toEqual(east)
  })

  it('is none without anything to be like, and where examples cancel out', () => {
    expect(rocchioQuery([], [east])).toBeNull()
    expect(rocchioQuery([east], [east], 1)).toBeNull()
    expect(rocchioQuery([east, Float32Array.of(-1, 0)], [])).toBeNull()
  })
})
