import { createReadStream } from 'node:fs'
import path from 'node:path'
import { LIKES_COLUMNS, readPairs, TAGS_COLUMNS, VECTORS_COLUMNS } from '@/lib/catalogue/pairs-file'
import { piecesOf, tableSize } from '@/lib/catalogue/table-source'
import { cutText } from '@/lib/text/cut-text'
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

/**
 * Reads vectors of models as they are in a file, with nothing stored: to measure by. All have as many numbers as the first; a
 * row that has others, or something that is no number, is left out with a warning.
 *
 * @param file a table with the columns model and vector: numbers with spaces between them
 * @throws Error when it cannot be read, is not text, lacks a column, or has no vector that can be used
 */
export async function vectorsOfFile(
  file: string,
): Promise<{ vectors: Map<string, Float32Array>; warnings: string[] }> {
  const warnings: string[] = []
  const vectors = new Map<string, Float32Array>()
  let dimensions = 0
  for await (const [model, text] of pairsOf(file, VECTORS_COLUMNS, warnings)) {
    const numbers = text.split(/\s+/).map(Number)
    const bad = numbers.findIndex((number) => !Number.isFinite(Math.fround(number)))
    const leftOut = (reason: string) =>
      warnings.push(`${path.basename(file)}: ${model} is left out: ${reason}.`)
    if (bad >= 0) leftOut(`“${cutText(text.split(/\s+/)[bad] ?? '', 40)}” at place ${bad + 1} is no number`)
    else if (dimensions > 0 && numbers.length !== dimensions)
      leftOut(`it has ${numbers.length} numbers, others have ${dimensions}`)
    else {
      dimensions = numbers.length
      vectors.set(model, Float32Array.from(numbers))
    }
  }
  if (vectors.size === 0)
    throw new Error(
      [`${file} has no vector that can be used.`, ...warnings.slice(0, 1)].join(' ') +
        ' Each row must have a model, and numbers with spaces between them.',
    )
  return { vectors, warnings }
}

async function* pairsOf(
  file: string,
  columns: typeof LIKES_COLUMNS | typeof TAGS_COLUMNS | typeof VECTORS_COLUMNS,
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
