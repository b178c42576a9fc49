import { crc32 } from 'node:zlib'

import type { Projection } from './projection'

const magic = 0x4a525052 // "RPRJ" in a little-endian file
const version = 1
const headerLength = 20
const checksumOffset = 16

/**
 * Packs a projection for storage: 20 bytes of header (magic, version, 0, input and output dimensions, CRC-32 over
 * the rest of the header and the numbers), then mean and basis as float32, all little-endian.
 */
export function encodeProjection(projection: Projection): Uint8Array {
  const { inputDimensions, outputDimensions, mean, basis } = projection
  const bytes = new Uint8Array(headerLength + mean.byteLength + basis.byteLength)
  const header = new DataView(bytes.buffer)
  header.setUint32(0, magic, true)
  header.setUint16(4, version, true)
  header.setUint32(8, inputDimensions, true)
  header.setUint32(12, outputDimensions, true)
  bytes.set(new Uint8Array(mean.buffer, mean.byteOffset, mean.byteLength), headerLength)
  bytes.set(new Uint8Array(basis.buffer, basis.byteOffset, basis.byteLength), headerLength + mean.byteLength)
  header.setUint32(checksumOffset, checksum(bytes), true)
  return bytes
}

/** @throws Error when the bytes are no projection of this version, are cut off, or are damaged. */
export function decodeProjection(bytes: Uint8Array): Projection {
  if (bytes.length < headerLength) {
    throw new Error(
      `The stored projection has ${bytes.length} bytes; the header alone needs ${headerLength}.`,
    )
  }
  const header = new DataView(bytes.buffer, bytes.byteOffset, headerLength)
  const [foundMagic, foundVersion] = [header.getUint32(0, true), header.getUint16(4, true)]
  if (foundMagic !== magic || foundVersion !== version) {
    throw new Error(
      `The stored projection is of an unknown form: magic and version are 0x${foundMagic.toString(16)} and ` +
        `${foundVersion}, not 0x${magic.toString(16)} and ${version}.`,
    )
  }
  const [inputDimensions, outputDimensions] = [header.getUint32(8, true), header.getUint32(12, true)]
  const expected = headerLength + 4 * inputDimensions * (1 + outputDimensions)
  if (bytes.length !== expected) {
    throw new Error(
      `The stored projection of ${inputDimensions} to ${outputDimensions} dimensions has ${bytes.length} bytes ` +
        `when expected ${expected}.`,
    )
  }
  const [stored, actual] = [header.getUint32(checksumOffset, true), checksum(bytes)]
  if (stored !== actual) {
    throw new Error(
      `The stored projection is damaged: its checksum is 0x${actual.toString(16)} when expected ` +
        `0x${stored.toString(16)}.`,
    )
  }
  const numbers = new Float32Array((expected - headerLength) / 4)
  new Uint8Array(numbers.buffer).set(bytes.subarray(headerLength))
  return {
    inputDimensions,
    outputDimensions,
    mean: numbers.slice(0, inputDimensions),
    basis: numbers.slice(inputDimensions),
  }
}

function checksum(bytes: Uint8Array): number {
  return crc32(bytes.subarray(headerLength), crc32(bytes.subarray(0, checksumOffset)))
}
