import { createReadStream } from 'node:fs'
import path from 'node:path'
import { LIKES_COLUMNS, readPairs, TAGS_COLUMNS } from '@/lib/catalogue/pairs-file'
import { piecesOf, tableSize } from '@/lib/catalogue/table-source'
import type { Like } from '@/lib/recommending/threshold-likes'

export type LikesOfFiles = {
  likes: Like<string, string>[]
  tagsOf: (model: string) => readonly string[]
  /** What was guessed, and why rows were left out. */
  warnings: string[]
}

/**
 * Reads likes, and tags where there is a file of them, as they are in files, with nothing stored: to measure by.
 *
 * @param likesFile a table with the columns user and model
 * @param tagsFile a table with the columns model and tag
 * @throws Error when one of them cannot be read, is not text, or lacks a column
 */
export async function likesOfFiles(likesFile: string, tagsFile?: string): Promise<LikesOfFiles> {
  const warnings: string[] = []
  const likes: Like<string, string>[] = []
  // A text that is there a thousand times is kept once.
  const known = new Map<string, string>()
  const once = (text: string) => {
    const before = known.get(text)
    if (before === undefined) known.set(text, text)
    return before ?? text
  }
  for await (const [user, model] of pairsOf(likesFile, LIKES_COLUMNS, warnings))
    likes.push({ user: once(user), model: once(model) })
  const tags = new Map<string, string[]>()
  if (tagsFile !== undefined) {
    for await (const [model, tag] of pairsOf(tagsFile, TAGS_COLUMNS, warnings)) {
      const own = tags.get(model)
      if (own) own.push(once(tag))
      else tags.set(once(model), [once(tag)])
    }
  }
  return { likes, tagsOf: (model) => tags.get(model) ?? [], warnings }
}

async function* pairsOf(
  file: string,
  columns: typeof LIKES_COLUMNS | typeof TAGS_COLUMNS,
  warnings: string[],
): AsyncGenerator<[first: string, second: string]> {
  await tableSize(file)
  const stream = piecesOf(createReadStream(file), file)
  for await (const row of readPairs(stream, path.basename(file), columns, (warning) =>
    warnings.push(warning),
  ))
    if (row.kind === 'pair') yield [row.first, row.second]
    else warnings.push(row.reason)
}
