/**
 * Numbers as they are stored: one after another, little-endian as on every processor that Node.js is built for but one.
 * Nothing is copied.
 */
export function packNumbers({
  buffer,
  byteOffset,
  byteLength,
}: Int32Array | Float32Array | Uint16Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength)
}

/** Copied, since the numbers must begin at a multiple of their size. */
export function unpackIds(bytes: Uint8Array): Int32Array {
  return new Int32Array(new Uint8Array(bytes).buffer)
}

/** As {@link unpackIds}. */
export function unpackScores(bytes: Uint8Array): Float32Array {
  return new Float32Array(new Uint8Array(bytes).buffer)
}

/** As {@link unpackIds}. */
export function unpackHalves(bytes: Uint8Array): Uint16Array {
  return new Uint16Array(new Uint8Array(bytes).buffer)
}
