/** Numbers of 16 bits, as IEEE 754 has them: 1 of sign, 5 of exponent, 10 of fraction. */
export function decodeFloat16(halves: Uint16Array): Float32Array<ArrayBuffer> {
  decoded ??= Float32Array.from({ length: 0x10000 }, (_, half) => decode(half))
  const numbers = new Float32Array(halves.length)
  for (let index = 0; index < halves.length; index++) numbers[index] = decoded[halves[index] ?? 0] ?? 0
  return numbers
}

/** Of every half, since to look it up is twenty times as fast. */
let decoded: Float32Array | undefined

function decode(half: number): number {
  const sign = half & 0x8000 ? -1 : 1
  const exponent = (half >> 10) & 0x1f
  const fraction = half & 0x3ff
  if (exponent === 0) return sign * fraction * 2 ** -24
  if (exponent === 0x1f) return fraction ? NaN : sign * Infinity
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15)
}

/** The nearest numbers of 16 bits, of two that are as near the even one; from 65,520 on they are infinite. */
export function encodeFloat16(numbers: Float32Array): Uint16Array<ArrayBuffer> {
  const bits = new Uint32Array(numbers.buffer, numbers.byteOffset, numbers.length)
  const halves = new Uint16Array(numbers.length)
  for (let index = 0; index < halves.length; index++)
    halves[index] = encode(bits[index] ?? 0, numbers[index] ?? 0)
  return halves
}

/** @param bits of the number as a float32 */
function encode(bits: number, number: number): number {
  const sign = (bits >>> 16) & 0x8000
  const magnitude = bits & 0x7fffffff
  if (magnitude > 0x7f800000) return 0x7e00
  if (magnitude >= 0x47800000) return sign | 0x7c00
  // Below the least normal half, 2^-14, they are multiples of 2^-24: the last bit of a float32 between 0.5 and 1.
  if (magnitude < 0x38800000) return sign | ((Math.fround(Math.abs(number) + 0.5) - 0.5) * 2 ** 24)
  const roundedUp = magnitude + 0xfff + ((magnitude >>> 13) & 1)
  return sign | ((roundedUp - 0x38000000) >>> 13)
}
