import { expect, it } from 'vitest'
import { decodeFloat16, encodeFloat16 } from '@/lib/numerics/float16'
import { seededRandom } from '@/lib/numerics/seeded-random'

const ALL = Uint16Array.from({ length: 0x10000 }, (_, half) => half)
const isNumber = (half: number) => (half & 0x7c00) !== 0x7c00 || (half & 0x3ff) === 0

it('every half that is a number comes back as it was, infinities and both zeros among them', () => {
  const back = encodeFloat16(decodeFloat16(ALL))
  expect([...back].filter((half, index) => isNumber(index) && half !== index)).toEqual([])
  expect(decodeFloat16(encodeFloat16(Float32Array.of(NaN)))).toEqual(Float32Array.of(NaN))
})

it('is the nearest half, of two that are as near the even one', () => {
  const random = seededRandom(3)
  const positive = decodeFloat16(ALL.subarray(0, 0x7c00))
  const between = Float32Array.from({ length: 20_000 }, () => 2 ** (random() * 42 - 26))
  const midway = Float32Array.from(
    positive.subarray(1),
    (value, index) => (value + (positive[index] ?? 0)) / 2,
  )
  const nearest = (value: number) => {
    const above = positive.findIndex((half) => half >= value)
    const [low, high] = [positive[above - 1] ?? 0, positive[above] ?? 0]
    return value - low < high - value || (value - low === high - value && above % 2 === 1) ? low : high
  }
  const some = Float32Array.of(...between.subarray(0, 500), ...midway.filter((_, index) => index % 61 === 0))
  expect(decodeFloat16(encodeFloat16(some))).toEqual(some.map(nearest))
  expect(encodeFloat16(some.map((value) => -value))).toEqual(encodeFloat16(some).map((half) => half | 0x8000))
  expect([...encodeFloat16(Float32Array.of(65_519, 65_520, 1e30))]).toEqual([0x7bff, 0x7c00, 0x7c00])
})
