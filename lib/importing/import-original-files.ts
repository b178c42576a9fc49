import { createReadStream } from 'node:fs'
import path from 'node:path'
import { MAX_KEYWORDS } from '@/lib/catalogue/bounds'
import { type OriginalRow, readOriginalFile } from '@/lib/catalogue/original-files'
import { sketchfabPage } from '@/lib/catalogue/sketchfab-link'
import { piecesOf, tableSize } from '@/lib/catalogue/table-source'
import type { Database, LikeWriteCounts, PsvModelCounts, UserLike } from '@/lib/database/database'

type Keywords = { tags: string[]; categories: string[] }

export type OriginalFilesImport = {
  /** Null when none of the files is of that kind. */
  models: (PsvModelCounts & { rows: number; repeated: number }) | null
  likes: (LikeWriteCounts & { rows: number }) | null
  features: { rows: number; described: number; unknown: number; passedOver: number } | null
  /** Why rows could not be used, one a row. */
  refused: string[]
  /** What was guessed of a file, or shortened in it. */
  warnings: string[]
}

/**
 * Imports the original project's files (models, likes, features, whichever are given, in any order): first models,
 * then what the others say of them. The first row of a uid that is repeated counts. Reading them again changes nothing.
 *
 * @param hashUser turns a user into what is stored of them
 * @param onProgress called with the bytes read so far and of all files
 * @throws Error naming a file that cannot be read, is not text, or has none of the known headers; nothing is imported then.
 */
export async function importOriginalFiles(
  database: Database,
  files: readonly string[],
  hashUser: (user: string) => string,
  onProgress: (doneBytes: number, totalBytes: number) => void = () => {},
): Promise<OriginalFilesImport> {
  const names = new Map<string, string>()
  const keywords = new Map<string, Keywords>()
  const likes: UserLike[] = []
  const counts = { models: 0, features: 0, passedOver: 0 }
  const refused: string[] = []
  const warnings: string[] = []
  for await (const row of readFiles(files, (warning) => warnings.push(warning), onProgress)) {
    if (row.kind === 'refused') refused.push(row.reason)
    else if (row.kind === 'like') likes.push({ userHash: hashUser(row.user), uid: row.uid })
    else if (row.kind === 'model') {
      counts.models++
      if (!names.has(row.uid)) names.set(row.uid, row.name)
    } else {
      counts.features++
      if (!addKeyword(keywords, row.uid, row.type, row.value)) counts.passedOver++
    }
  }
  warnings.push(...boundKeywords(keywords))

  const models = [...names].map(([uid, name]) => ({ uid, name, url: sketchfabPage(uid) }))
  const written = counts.models > 0 ? await database.catalogue.writePsvModels(models) : null
  const described = counts.features > 0 ? await database.catalogue.writePsvKeywords(keywords) : 0
  return {
    models: written && { rows: counts.models, repeated: counts.models - names.size, ...written },
    likes: likes.length > 0 ? { rows: likes.length, ...(await database.likes.writeLikes(likes)) } : null,
    features:
      counts.features > 0
        ? {
            rows: counts.features,
            described,
            unknown: keywords.size - described,
            passedOver: counts.passedOver,
          }
        : null,
    refused,
    warnings,
  }
}

async function* readFiles(
  files: readonly string[],
  warn: (warning: string) => void,
  onProgress: (doneBytes: number, totalBytes: number) => void,
): AsyncGenerator<OriginalRow> {
  const sizes: number[] = []
  for (const file of files) sizes.push(await tableSize(file))
  const total = sizes.reduce((sum, size) => sum + size, 0)
  let before = 0
  for (const [index, file] of files.entries()) {
    const stream = createReadStream(file)
    for await (const row of readOriginalFile(piecesOf(stream, file), path.basename(file), warn)) {
      onProgress(before + stream.bytesRead, total)
      yield row
    }
    before += sizes[index] ?? 0
  }
}

/** Keeps the first of too many tags or categories, and returns what there is to say of that. */
function boundKeywords(keywords: Map<string, Keywords>): string[] {
  const warnings: string[] = []
  for (const [uid, words] of keywords) {
    for (const kind of ['tags', 'categories'] as const) {
      const distinct = [...new Set(words[kind])]
      if (distinct.length > MAX_KEYWORDS)
        warnings.push(`${uid} has ${distinct.length} ${kind}; the first ${MAX_KEYWORDS} are kept.`)
      words[kind] = distinct.slice(0, MAX_KEYWORDS)
    }
  }
  return warnings
}

/** Returns false for a type that is neither tag nor category. */
function addKeyword(keywords: Map<string, Keywords>, uid: string, type: string, value: string): boolean {
  const words = keywords.get(uid) ?? { tags: [], categories: [] }
  if (/^tags?$/i.test(type)) words.tags.push(value)
  else if (/^categor(y|ies)$/i.test(type)) words.categories.push(value)
  else return false
  keywords.set(uid, words)
  return true
}
