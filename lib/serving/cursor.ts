import { z } from 'zod'
import type { ListingPosition } from '@/lib/db/model-listing'

const id = z.int().positive()

const positionSchema = z.union([
  z.tuple([z.literal('likes'), z.int(), id]),
  z.tuple([z.literal('name'), z.string(), id]),
  z.tuple([z.literal('recent'), z.string().nullable(), id]),
  z.tuple([z.literal('relevance'), z.number(), id]),
])

/** Writes a place in a listing so that it can travel in an address; readers treat it as opaque. */
export function encodeCursor({ order, key, id }: ListingPosition): string {
  return Buffer.from(JSON.stringify([order, key, id])).toString('base64url')
}

/** Reads a cursor back; null when it is not one that `encodeCursor` wrote. */
export function decodeCursor(cursor: string): ListingPosition | null {
  const json = parseJson(Buffer.from(cursor, 'base64url').toString())
  const parsed = positionSchema.safeParse(json)
  if (!parsed.success) return null
  const [order, key, id] = parsed.data
  return { order, key, id }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
