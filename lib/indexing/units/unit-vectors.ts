import type { Database } from '@/lib/database/database'
import type { VectorSource } from '@/lib/similarity/vectors'

/** What is left by units is kept as long as it fits into so much; else only the last that was read is. */
const KEPT_BYTES = 128 * 2 ** 20

/** Rows as a unit leaves them: float32, little-endian as on every processor that Node.js is built for but one. */
export function packRows({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength)
}

/** Copied, since the numbers must begin at a multiple of their size. */
function unpackRows(bytes: Uint8Array): Float32Array {
  return new Float32Array(new Uint8Array(bytes).buffer)
}

/** Reads what the units of a stage have left, each as `decode` makes it. @param bytes of all of them together */
export function unitReader<Left>(
  { units }: Pick<Database, 'units'>,
  { runId, stage, bytes }: { runId: number; stage: string; bytes: number },
  decode: (data: Buffer) => Left,
): (number: number) => Promise<Left> {
  const kept = new Map<number, Left>()
  return async (number) => {
    const known = kept.get(number)
    if (known !== undefined) return known
    const data = await units.readData(runId, stage, number)
    if (!data) throw new Error(`Unit ${number} of the stage ${stage} of run ${runId} has left nothing.`)
    const left = decode(data)
    if (bytes > KEPT_BYTES) kept.clear()
    kept.set(number, left)
    return left
  }
}

/**
 * The vectors that the units of a stage have left, read from the database block by block.
 *
 * @param unitRows vectors a unit, but for the last one
 */
export function unitVectors(
  database: Pick<Database, 'units'>,
  {
    runId,
    stage,
    unitRows,
    ids,
    dimensions,
  }: { runId: number; stage: string; unitRows: number; ids: Int32Array; dimensions: number },
): VectorSource {
  const bytes = 4 * ids.length * dimensions
  const read = unitReader(database, { runId, stage, bytes }, unpackRows)
  return {
    count: ids.length,
    dimensions,
    ids,
    rows: (start, end) =>
      joinUnits(start, end, {
        unitRows,
        width: dimensions,
        read,
        make: (length) => new Float32Array(length),
      }),
  }
}

/** Rows of `width` numbers or bytes that stand in units of `unitRows`. */
export async function joinUnits<Numbers extends Float32Array | Uint8Array>(
  start: number,
  end: number,
  {
    unitRows,
    width,
    read,
    make,
  }: {
    unitRows: number
    width: number
    read: (number: number) => Promise<Numbers>
    make: (length: number) => Numbers
  },
): Promise<Numbers> {
  const rows = make((end - start) * width)
  for (let row = start; row < end;) {
    const number = Math.floor(row / unitRows)
    const first = number * unitRows
    const last = Math.min(end, first + unitRows)
    const unit = await read(number)
    rows.set(unit.subarray((row - first) * width, (last - first) * width), (row - start) * width)
    row = last
  }
  return rows
}
