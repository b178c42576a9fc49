import { z } from 'zod'
import type { FitPosition, ListingPosition } from '@/lib/database/database'
import { fromOpaqueText, toOpaqueText } from '@/lib/http/opaque-text'

const id = z.int().positive()

/** The names of the orders are those of the version that wrote the cursor: keys of another have other names. */
const positionSchema = z.union([
  z.tuple([z.literal('likes'), z.int(), id]),
  z.tuple([z.literal('nameKey'), z.string(), id]),
  z.tuple([z.literal('published'), z.string(), id]),
  z.tuple([z.literal('closeness'), z.int().nonnegative(), z.int(), z.string(), id]),
  z.tuple([z.literal('fit'), id, z.int().nonnegative()]),
  z.tuple([z.literal('fit'), id, z.int().nonnegative(), z.int(), id]),
])

/** A place in any listing. */
export type CursorPosition = ListingPosition | FitPosition

/** Writes a place in a listing for an address. */
export function encodeCursor(position: CursorPosition): string {
  return toOpaqueText(toTuple(position))
}

/** Reads a cursor back; null when it is not one that `encodeCursor` wrote. */
export function decodeCursor(cursor: string): CursorPosition | null {
  const tuple = fromOpaqueText(cursor, positionSchema)
  return tuple && fromTuple(tuple)
}

function toTuple(position: CursorPosition): z.infer<typeof positionSchema> {
  switch (position.order) {
    case 'likes':
      return ['likes', position.likeCount, position.id]
    case 'name':
      return ['nameKey', position.nameKey, position.id]
    case 'recent':
      return ['published', position.publishedAt, position.id]
    case 'relevance':
      return ['closeness', position.part, position.likeCount, position.nameKey, position.id]
    case 'fit': {
      const { runId, rank, rest } = position
      return rest ? ['fit', runId, rank, rest.likeCount, rest.id] : ['fit', runId, rank]
    }
  }
}

function fromTuple(tuple: z.infer<typeof positionSchema>): CursorPosition {
  switch (tuple[0]) {
    case 'likes':
      return { order: 'likes', likeCount: tuple[1], id: tuple[2] }
    case 'nameKey':
      return { order: 'name', nameKey: tuple[1], id: tuple[2] }
    case 'published':
      return { order: 'recent', publishedAt: tuple[1], id: tuple[2] }
    case 'closeness':
      return { order: 'relevance', part: tuple[1], likeCount: tuple[2], nameKey: tuple[3], id: tuple[4] }
    case 'fit': {
      const [order, runId, rank, likeCount, last] = tuple
      const rest = likeCount === undefined || last === undefined ? null : { likeCount, id: last }
      return { order, runId, rank, rest }
    }
  }
}
