import path from 'node:path'
import type { LikeCounts } from '@/lib/recommending/threshold-likes'
import type { LikeWriteCounts } from '@/lib/database/database'
import type { LikesImport } from '@/lib/importing/import-likes'
import type { OriginalFilesImport } from '@/lib/importing/import-original-files'
import type { ThumbnailFilesImport } from '@/lib/importing/import-thumbnail-files'
import type { thresholdCatalogue } from '@/lib/importing/threshold-catalogue'
import { plural } from './plural'
import { printable } from './printable'
import { printTable } from './table'

const SHOWN_WARNINGS = 20

const number = (value: number) => value.toLocaleString('en')

/** Says what came of an import of the original project's files, kind by kind. */
export function reportOriginalFiles({
  models,
  likes,
  features,
  refused,
  warnings,
}: OriginalFilesImport): void {
  if (models) {
    const { rows, repeated, added, updated, unchanged, fromElsewhere, removed } = models
    console.log(`Models: ${number(rows)} rows below the header, ${plural(repeated, 'repeated id')}.`)
    console.log(`  ${number(added)} added, ${number(updated)} updated, ${number(unchanged)} unchanged.`)
    if (fromElsewhere > 0)
      console.log(`  ${number(fromElsewhere)} known from another source, and left as they are.`)
    if (removed > 0) console.log(`  ${number(removed)} taken down before, and left out.`)
  }
  if (features) {
    const { rows, described, unknown, passedOver } = features
    console.log(`Features: ${number(rows)} rows, for ${plural(described, 'model')}.`)
    if (unknown > 0) console.log(`  ${number(unknown)} models are not in the catalogue from these files.`)
    if (passedOver > 0)
      console.log(`  ${number(passedOver)} rows are neither tag nor category, and passed over.`)
  }
  if (likes) printLikes(likes)
  printWarnings(refused, 'these rows could not be used')
  printWarnings(warnings, 'these were guessed or shortened')
}

/** Says what came of an import of likes. */
export function reportLikes(result: LikesImport): void {
  printLikes(result)
  printWarnings(result.reasons, 'these rows could not be used', result.refused)
  printWarnings(result.warnings, 'these were guessed')
}

function printLikes({ rows, added, repeated, unknown }: LikeWriteCounts & { rows: number }): void {
  console.log(`Likes: ${number(rows)} rows, ${number(added)} added, ${number(repeated)} there before.`)
  if (unknown > 0) console.log(`  ${number(unknown)} are of models that are not in the catalogue.`)
}

/** Says how many models have an image from a folder, and which images could not be used. */
export function reportThumbnailFiles({ stored, unusable, passedOver, without }: ThumbnailFilesImport): void {
  console.log(`\nThumbnails: ${number(stored)} stored; ${plural(without, 'model')} still without one.`)
  printWarnings(
    unusable.map(({ file, reason }) => `${file}: ${reason}`),
    'these images could not be used',
  )
  printWarnings(
    passedOver.map(({ file, taken }) => `${file}: ${path.basename(taken)} is taken`),
    'these are further images of one model',
  )
}

/** @param count of all, where these are the first */
function printWarnings(warnings: readonly string[], what: string, count = warnings.length): void {
  if (count === 0) return
  console.log(`\n${plural(count, 'warning')}: ${what}.`)
  for (const warning of warnings.slice(0, SHOWN_WARNINGS)) console.log(`  ${printable(warning)}`)
  if (count > SHOWN_WARNINGS) console.log(`  and ${count - SHOWN_WARNINGS} more.`)
}

/** Whether anything could be used of what was imported; with nothing to use, there was nothing wrong. */
export function couldUseAny(
  { models, likes, features, refused }: OriginalFilesImport,
  images: ThumbnailFilesImport | null,
): boolean {
  const isUsed = models !== null || likes !== null || features !== null || (images?.stored ?? 0) > 0
  return isUsed || refused.length + (images?.unusable.length ?? 0) === 0
}

/** Prints what thresholds left of the likes, and how many models they keep out of the index. */
export function reportThresholds({
  before,
  after,
  modelsOut,
}: Awaited<ReturnType<typeof thresholdCatalogue>>): void {
  const row = (name: string, { users, models, likes, sparsity }: LikeCounts) => [
    name,
    ...[users, models, likes].map(number),
    `${(100 * sparsity).toFixed(3)} %`,
  ]
  console.log()
  printTable(
    ['thresholds', 'users', 'models', 'likes', 'sparsity'],
    [row('before', before), row('after', after)],
  )
  console.log(`\n${plural(modelsOut, 'model')} with too few likes will not be indexed.`)
}
