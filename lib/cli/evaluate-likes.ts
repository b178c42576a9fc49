import { openDatabase } from '@/lib/database/database'
import { DEFAULT_GRID, type Grid } from '@/lib/evaluation/likes/grid'
import { assertKnown } from '@/lib/evaluation/likes/assert-known'
import { type LikeSet, likeSetOf, type RatedCatalogue, type SplitName } from '@/lib/evaluation/likes/like-set'
import { looksOf } from '@/lib/evaluation/likes/looks'
import { measureBlend } from '@/lib/evaluation/likes/measure-blend'
import { measureCold } from '@/lib/evaluation/likes/measure-cold'
import { measureCurve, measureFactors } from '@/lib/evaluation/likes/measure-factors'
import { type LikeSettings, measureLikes, type MeasureOptions } from '@/lib/evaluation/likes/measure-likes'
import { measureTags } from '@/lib/evaluation/likes/measure-tags'
import type { GridMeasures, MeasuredLikes } from '@/lib/evaluation/likes/measured-likes'
import { measureVisual } from '@/lib/evaluation/likes/measure-visual'
import { factsOf } from '@/lib/evaluation/likes/set-facts'
import { NothingToEvaluateError } from '@/lib/evaluation/nothing-to-evaluate'
import { env } from '@/lib/facts/env'
import { likesOfFiles, vectorsOfFile } from '@/lib/importing/likes-of-files'
import { DEFAULT_ALS, readLikesRecipe, writeLikesRecipe } from '@/lib/indexing/likes-recipe'
import { likesOfDatabase, vectorsOfDatabase } from '@/lib/indexing/likes-of-database'
import { searchGrid } from '@/lib/indexing/search-likes-grid'
import { interruptSignal, UserError } from './command'
import { type LikesFlags, settingsOf } from './likes-flags'
import { type LikesReportFlags, writeLikesReport } from './likes-report'
import { printMeasured } from './likes-tables'
import { checkWritable } from './output'
import { plural } from './plural'
import { printable } from './printable'
import { progressOfPieces } from './progress'

const SHOWN_WARNINGS = 20

/** What `evaluate --likes` is told besides the flags about likes. */
export type EvaluateLikesFlags = LikesFlags & LikesReportFlags & { json: boolean }

/** Measures recommendations by likes as the flags say, and prints what came of it; where asked for, a report says the same. */
export async function evaluateLikes(flags: EvaluateLikesFlags): Promise<void> {
  if (flags.report !== undefined) checkWritable(flags.report)
  const catalogue = await readLikes(flags)
  const progress = progressOfPieces()
  const options = { signal: interruptSignal(), onStep: progress.show }
  const measured = await measure(catalogue, flags, options).finally(progress.stop)
  if (flags.report !== undefined) await writeLikesReport(measured, flags, flags.report)
  if (flags.json) console.log(JSON.stringify(measured, null, 2))
  else printMeasured(measured)
}

/** Likes, tags, and the vectors of models, as far as they are asked for and there. */
type ReadCatalogue = RatedCatalogue & { vectors: ReadonlyMap<string, Float32Array> }

/** Ways of recommending side by side unless something else is asked for; in a report they always are. */
async function measure(
  catalogue: ReadCatalogue,
  flags: EvaluateLikesFlags,
  options: MeasureOptions,
): Promise<MeasuredLikes> {
  const { cold, curve, blend, visual, report } = flags
  const isOther = curve || blend || visual || flags.grid !== undefined
  const partOf = (split: SplitName) => {
    const set = likeSetOf(catalogue, split)
    return { set, looks: looksOf(set.models, catalogue.vectors) }
  }
  const ofCold = cold || visual ? partOf('cold') : null
  const { set, looks } = ofCold && !isOther && report === undefined ? ofCold : partOf('test')
  // Before anything is measured, which would be lost.
  if (visual && !(looks && ofCold?.looks)) throw new NothingToEvaluateError(noLooks(flags))
  if (blend) assertKnown(set, looks)
  if (cold && ofCold) assertKnown(ofCold.set, ofCold.looks)
  const given = settingsOf(flags, flags.likes === true ? readLikesRecipe(env().dataDir) : DEFAULT_ALS)
  const found = flags.grid && (await search(catalogue, set, given, flags, flags.grid, options))
  const settings = found ? { ...given, als: found.best.settings } : given
  const measured: MeasuredLikes = { facts: factsOf(catalogue.likes.length, set), settings, ...found }
  if (!(isOther || cold) || report !== undefined) {
    measured.ways = await allOf(measureLikes(set, settings, options))
    measured.tagSuggestion = measureTags(set)
  }
  if (curve) measured.curve = await measureCurve(set, settings, options)
  if (blend) measured.blend = await measureBlend(partOf('validation'), { set, looks }, settings, options)
  if (visual && looks && ofCold?.looks)
    measured.visual = await measureVisual(
      { set, looks },
      { set: ofCold.set, looks: ofCold.looks },
      settings,
      options,
    )
  if (cold && ofCold)
    measured.cold =
      measured.visual?.cold ?? (await allOf(measureCold(ofCold.set, settings, options, ofCold.looks)))
  return measured
}

function noLooks({ likes, vectors }: LikesFlags): string {
  if (vectors !== undefined) return `No model that is liked has a vector in ${vectors}.`
  return likes === true
    ? 'No model that is liked has a vector: nothing is published, or its run keeps none. Run npm run precompute first.'
    : '--visual needs to know what models look like: --likes FILE --vectors FILE, with the columns model and vector.'
}

/** Tries settings on a split within what is learned from, and tests the best; of the catalogue's likes it is kept. */
async function search(
  catalogue: RatedCatalogue,
  set: LikeSet,
  { als: { iterations }, popularityExponent }: LikeSettings,
  flags: LikesFlags,
  grid: Grid | true,
  options: MeasureOptions,
): Promise<GridMeasures> {
  const { dataDir } = env()
  const { points, best } = await searchGrid({
    ...options,
    validation: likeSetOf(catalogue, 'validation'),
    grid: grid === true ? DEFAULT_GRID : grid,
    iterations,
    popularityExponent,
    dataDir,
  })
  const als = best.settings
  const tested = await measureFactors(set, { als, popularityExponent }, { signal: options.signal })
  if (flags.likes === true) await writeLikesRecipe(dataDir, { ...als, popularityExponent })
  return { grid: points, best, tested }
}

async function allOf<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = []
  for await (const item of items) all.push(item)
  return all
}

async function readLikes(flags: LikesFlags): Promise<ReadCatalogue> {
  const { likes, tags, vectors: vectorsFile, visual, blend, cold } = flags
  if (typeof likes === 'string') {
    const { warnings, ...catalogue } = await likesOfFiles(likes, tags)
    warn(warnings)
    const read = vectorsFile === undefined ? undefined : await vectorsOfFile(vectorsFile)
    warn(read?.warnings ?? [])
    return { ...catalogue, vectors: read?.vectors ?? new Map() }
  }
  const stray = tags === undefined ? vectorsFile && '--vectors' : '--tags'
  if (stray)
    throw new UserError(
      `${stray} goes with likes of a file: --likes FILE ${stray} FILE. Models of the catalogue have theirs.`,
    )
  const database = await openDatabase(env())
  try {
    const catalogue = await likesOfDatabase(database)
    if (catalogue.likes.length === 0)
      throw new NothingToEvaluateError(
        'The catalogue has no likes. Import some: npm run catalog:likes -- FILE.csv, with the columns user and model.',
      )
    const wantsLooks = visual || blend || cold
    return { ...catalogue, vectors: wantsLooks ? await vectorsOfDatabase(database) : new Map() }
  } finally {
    await database.close()
  }
}

function warn(warnings: readonly string[]): void {
  for (const warning of warnings.slice(0, SHOWN_WARNINGS)) console.error(printable(warning))
  if (warnings.length > SHOWN_WARNINGS)
    console.error(`and ${plural(warnings.length - SHOWN_WARNINGS, 'warning')} more.`)
}
