import { crc32 } from 'node:zlib'

const magic = 0x43455652 // "RVEC" in a little-endian file
const version = 1
const float32 = 1
const headerLength = 16
const checkedHeaderLength = 12

/**
 * Packs a vector for storage: 16 bytes of header (magic, version, element type, number of dimensions, CRC-32 over
 * the rest of the header and the numbers), then the numbers as float32, all little-endian.
 */
export function encodeVector(vector: Float32Array): Uint8Array {
  const bytes = new Uint8Array(headerLength + vector.byteLength)
  const header = new DataView(bytes.buffer)
  header.setUint32(0, magic, true)
  header.setUint16(4, version, true)
  header.setUint16(6, float32, true)
  header.setUint32(8, vector.length, true)
  bytes.set(new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength), headerLength)
  header.setUint32(checkedHeaderLength, checksum(bytes), true)
  return bytes
}

/**
 * Unpacks a stored vector into `target`, say a row of a matrix.
 *
 * @throws Error when the bytes are not a vector, are damaged, or have another number of dimensions than `target`.
 */
export function decodeVector(bytes: Uint8Array, target: Float32Array): void {
  const dimensions = vectorDimensions(bytes)
  if (dimensions !== target.length) {
    throw new Error(`The stored vector has ${dimensions} dimensions when expected ${target.length}.`)
  }
  const header = new DataView(bytes.buffer, bytes.byteOffset, headerLength)
  const stored = header.getUint32(checkedHeaderLength, true)
  const actual = checksum(bytes)
  if (stored !== actual) {
    throw new Error(
      `The stored vector is damaged: its checksum is ${hex(actual)} when expected ${hex(stored)}.`,
    )
  }
  new Uint8Array(target.buffer, target.byteOffset, target.byteLength).set(bytes.subarray(headerLength))
}

/**
 * How many numbers a stored vector has, by its header and its length.
 *
 * @throws Error when the bytes are not a vector of this version or are cut off.
 */
export function vectorDimensions(bytes: Uint8Array): number {
  if (bytes.length < headerLength) {
    throw new Error(`The stored vector has ${bytes.length} bytes; the header alone needs ${headerLength}.`)
  }
  const header = new DataView(bytes.buffer, bytes.byteOffset, headerLength)
  const kind = [header.getUint32(0, true), header.getUint16(4, true), header.getUint16(6, true)]
  if (kind[0] !== magic || kind[1] !== version || kind[2] !== float32) {
    const found = kind.map(hex).join(', ')
    const expected = [magic, version, float32].map(hex).join(', ')
    throw new Error(
      `The stored vector is of an unknown form: magic, version and type are ${found}, not ${expected}.`,
    )
  }
  const dimensions = header.getUint32(8, true)
  const length = headerLength + dimensions * 4
  if (length !== bytes.length) {
    throw new Error(
      `The stored vector of ${dimensions} dimensions has ${bytes.length} bytes when expected ${length}.`,
    )
  }
  return dimensions
}

function checksum(bytes: Uint8Array): number {
  return crc32(bytes.subarray(headerLength), crc32(bytes.subarray(0, checkedHeaderLength)))
}

function hex(value: number): string {
  return `0x${value.toString(16)}`
}
