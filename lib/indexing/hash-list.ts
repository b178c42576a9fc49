const HASH_BYTES = 32
const FREE = -1

/**
 * Hashes of thumbnails, each once, numbered from 0 in the order in which they were added. A million of them take some 50 MB,
 * a third of what they would as texts in a Set.
 */
export type HashList = {
  readonly size: number
  /** Adds a hash, unless it is there. Returns its number. @throws Error when it is no SHA-256 in hexadecimal */
  add(hash: string): number
  /** The number of a hash, or -1. */
  numberOf(hash: string): number
  /** The hash of a number. */
  hashOf(number: number): string
}

/** An empty list. */
export function hashList(): HashList {
  let size = 0
  let bytes = Buffer.alloc(HASH_BYTES * 1024)
  // Numbers by the first bits of their hashes, which are as good as random; whoever finds a place taken takes the next.
  let places = new Int32Array(2 * 1024).fill(FREE)

  /** Where a hash is, or would be. */
  function placeOf(hash: Buffer): number {
    let place = hash.readUInt32LE(0) & (places.length - 1)
    for (;;) {
      const number = places[place] ?? FREE
      if (number === FREE || hash.equals(bytes.subarray(number * HASH_BYTES, (number + 1) * HASH_BYTES)))
        return place
      place = (place + 1) & (places.length - 1)
    }
  }

  function grow(): void {
    bytes = Buffer.concat([bytes, Buffer.alloc(bytes.length)])
    places = new Int32Array(2 * places.length).fill(FREE)
    for (let number = 0; number < size; number++) {
      places[placeOf(bytes.subarray(number * HASH_BYTES, (number + 1) * HASH_BYTES))] = number
    }
  }

  return {
    get size() {
      return size
    },
    add(hash) {
      const packed = packHash(hash)
      if (packed.length !== HASH_BYTES) throw new Error(`“${hash}” is no SHA-256 of a thumbnail.`)
      const place = placeOf(packed)
      const known = places[place] ?? FREE
      if (known !== FREE) return known
      bytes.set(packed, size * HASH_BYTES)
      places[place] = size
      if (++size * HASH_BYTES === bytes.length) grow()
      return size - 1
    },
    numberOf(hash) {
      const packed = packHash(hash)
      return packed.length === HASH_BYTES ? (places[placeOf(packed)] ?? FREE) : FREE
    },
    hashOf: (number) => bytes.toString('hex', number * HASH_BYTES, (number + 1) * HASH_BYTES),
  }
}

function packHash(hash: string): Buffer {
  return Buffer.from(hash, 'hex')
}
