import { crc32 } from 'node:zlib'

const magic = 0x43455652 // "RVEC" in a little-endian file
const version = 1
const dense = 1
const sparse = 2
const headerLength = 16
const checkedHeaderLength = 12
const scaleLength = 4
const steps = 32_767

/**
 * Packs a vector for storage: 16 bytes of header (magic, version, form, number of dimensions, CRC-32 over the rest
 * of the header and the body), then the numbers as float32, all little-endian.
 */
export function encodeVector(vector: Float32Array): Uint8Array {
  const body = new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength)
  return withHeader(dense, vector.length, body)
}

/**
 * Packs a vector of which many numbers are zero, each rounded to a 32,767th of the largest: the size of a step as
 * float32, a bit for each number that is not zero (the lowest of a byte first), and those as 16-bit integers.
 */
export function encodeSparseVector(vector: Float32Array): Uint8Array {
  let largest = 0
  for (const value of vector) largest = Math.max(largest, Math.abs(value))
  const step = Math.fround(largest / steps)
  const mask = new Uint8Array(Math.ceil(vector.length / 8))
  const levels = new Int16Array(vector.length)
  let kept = 0
  for (let index = 0; step > 0 && index < vector.length; index++) {
    const level = Math.round((vector[index] ?? 0) / step)
    if (level === 0) continue
    levels[kept++] = level
    mask[index >> 3] = (mask[index >> 3] ?? 0) | (1 << (index & 7))
  }
  const body = new Uint8Array(scaleLength + mask.length + 2 * kept)
  new DataView(body.buffer).setFloat32(0, step, true)
  body.set(mask, scaleLength)
  body.set(new Uint8Array(levels.buffer, 0, 2 * kept), scaleLength + mask.length)
  return withHeader(sparse, vector.length, body)
}

function withHeader(form: number, dimensions: number, body: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(headerLength + body.length)
  const header = new DataView(bytes.buffer)
  header.setUint32(0, magic, true)
  header.setUint16(4, version, true)
  header.setUint16(6, form, true)
  header.setUint32(8, dimensions, true)
  bytes.set(body, headerLength)
  header.setUint32(checkedHeaderLength, checksum(bytes), true)
  return bytes
}

/**
 * Unpacks a stored vector into `target`, say a row of a matrix.
 *
 * @throws Error when the bytes are not a vector, are damaged, or have another number of dimensions than `target`.
 */
export function decodeVector(bytes: Uint8Array, target: Float32Array): void {
  const { form, dimensions } = readHeader(bytes)
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
  const body = bytes.subarray(headerLength)
  if (form === sparse) decodeSparse(body, target)
  else new Uint8Array(target.buffer, target.byteOffset, target.byteLength).set(body)
}

function decodeSparse(body: Uint8Array, target: Float32Array): void {
  const step = new DataView(body.buffer, body.byteOffset).getFloat32(0, true)
  const maskLength = Math.ceil(target.length / 8)
  // Copied, since 16-bit integers must begin at an even byte; the slice of a Buffer would be no copy.
  const levels = new Int16Array(new Uint8Array(body.subarray(scaleLength + maskLength)).buffer)
  target.fill(0)
  let next = 0
  for (let byte = 0; byte < maskLength; byte++) {
    let mask = body[scaleLength + byte] ?? 0
    for (let index = byte * 8; mask !== 0; index++, mask >>= 1) {
      if (mask & 1) target[index] = (levels[next++] ?? 0) * step
    }
  }
}

/**
 * How many numbers a stored vector has, by its header and its length.
 *
 * @throws Error when the bytes are not a vector of this version or are cut off.
 */
export function vectorDimensions(bytes: Uint8Array): number {
  return readHeader(bytes).dimensions
}

function readHeader(bytes: Uint8Array): { form: number; dimensions: number } {
  if (bytes.length < headerLength) {
    throw new Error(`The stored vector has ${bytes.length} bytes; the header alone needs ${headerLength}.`)
  }
  const header = new DataView(bytes.buffer, bytes.byteOffset, headerLength)
  const [foundMagic, foundVersion] = [header.getUint32(0, true), header.getUint16(4, true)]
  const form = header.getUint16(6, true)
  if (foundMagic !== magic || foundVersion !== version || ![dense, sparse].includes(form)) {
    const found = [foundMagic, foundVersion, form].map(hex).join(', ')
    throw new Error(
      `The stored vector is of an unknown form: magic, version and form are ${found}, not ` +
        `${hex(magic)}, ${hex(version)}, and ${hex(dense)} or ${hex(sparse)}.`,
    )
  }
  const dimensions = header.getUint32(8, true)
  const length = headerLength + (form === dense ? dimensions * 4 : sparseLength(bytes, dimensions))
  if (length !== bytes.length) {
    throw new Error(
      `The stored vector of ${dimensions} dimensions has ${bytes.length} bytes when expected ${length}.`,
    )
  }
  return { form, dimensions }
}

/** How long the body of a sparse vector is, by its mask. */
function sparseLength(bytes: Uint8Array, dimensions: number): number {
  const maskLength = Math.ceil(dimensions / 8)
  const start = headerLength + scaleLength
  let kept = 0
  for (const byte of bytes.subarray(start, start + maskLength)) kept += bitCount(byte)
  return scaleLength + maskLength + 2 * kept
}

function bitCount(byte: number): number {
  const pairs = byte - ((byte >> 1) & 0x55)
  const fours = (pairs & 0x33) + ((pairs >> 2) & 0x33)
  return (fours + (fours >> 4)) & 0x0f
}

function checksum(bytes: Uint8Array): number {
  return crc32(bytes.subarray(headerLength), crc32(bytes.subarray(0, checkedHeaderLength)))
}

function hex(value: number): string {
  return `0x${value.toString(16)}`
}
