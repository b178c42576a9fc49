import { createReadStream } from 'node:fs'
import path from 'node:path'
import { MAX_UID_LENGTH } from '@/lib/catalogue/bounds'
import { LIKES_COLUMNS, readPairs } from '@/lib/catalogue/pairs-file'
import { parseSketchfabLink } from '@/lib/catalogue/sketchfab-link'
import { piecesOf, tableSize } from '@/lib/catalogue/table-source'
import type { Database, LikeWriteCounts, UserLike } from '@/lib/database/database'

export type LikesImport = LikeWriteCounts & {
  /** Rows below the header that name a user and a model. */
  rows: number
  /** Rows that could not be used. */
  refused: number
  /** Why, of the first. */
  reasons: string[]
  /** What was guessed of the file. */
  warnings: string[]
}

const AT_ONCE = 100_000
/** Nobody reads more reasons, and a file may have a million wrong rows. */
const MOST_REASONS = 1_000

/**
 * Imports likes from a file with the columns user and model. A model is named by its uid, or by any address of its page on
 * Sketchfab; a user however the file has it. Written as they are read, so that what was read before a fault is kept; reading them
 * again changes nothing.
 *
 * @param hashUser turns a user into what is stored of them
 * @param onProgress called with the bytes read so far and of the file
 * @throws Error when the file cannot be read, is not text, or lacks a column
 */
export async function importLikes(
  database: Database,
  file: string,
  hashUser: (user: string) => string,
  onProgress: (doneBytes: number, totalBytes: number) => void = () => {},
): Promise<LikesImport> {
  const result: LikesImport = {
    rows: 0,
    added: 0,
    repeated: 0,
    unknown: 0,
    refused: 0,
    reasons: [],
    warnings: [],
  }
  const total = await tableSize(file)
  const stream = createReadStream(file)
  const warn = (warning: string) => void result.warnings.push(warning)
  let likes: UserLike[] = []
  const write = async () => {
    const { added, repeated, unknown } = await database.likes.writeLikes(likes)
    result.added += added
    result.repeated += repeated
    result.unknown += unknown
    likes = []
  }
  for await (const row of readPairs(piecesOf(stream, file), path.basename(file), LIKES_COLUMNS, warn)) {
    if (row.kind === 'refused') {
      if (++result.refused <= MOST_REASONS) result.reasons.push(row.reason)
      continue
    }
    result.rows++
    likes.push({ userHash: hashUser(row.first), uid: uidOf(row.second) })
    if (likes.length < AT_ONCE) continue
    await write()
    onProgress(stream.bytesRead, total)
  }
  if (likes.length > 0) await write()
  return result
}

function uidOf(model: string): string {
  const link = parseSketchfabLink(model)
  // What is longer than any uid is of no model; no database need look for it.
  return link?.kind === 'uid' ? link.uid : model.slice(0, MAX_UID_LENGTH + 1)
}
