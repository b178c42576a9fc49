import { openDatabase } from '@/lib/database/database'
import { DEFAULT_GRID } from '@/lib/evaluation/likes/grid'
import { type LikeSet, likeSetOf, type RatedCatalogue } from '@/lib/evaluation/likes/like-set'
import { measureBlend } from '@/lib/evaluation/likes/measure-blend'
import { measureCold } from '@/lib/evaluation/likes/measure-cold'
import { measureCurve, measureFactors } from '@/lib/evaluation/likes/measure-factors'
import { type LikeSettings, measureLikes, type MeasureOptions } from '@/lib/evaluation/likes/measure-likes'
import { measureTags } from '@/lib/evaluation/likes/measure-tags'
import { factsOf } from '@/lib/evaluation/likes/set-facts'
import { NothingToEvaluateError } from '@/lib/evaluation/nothing-to-evaluate'
import { env } from '@/lib/facts/env'
import { likesOfFiles } from '@/lib/importing/likes-of-files'
import { DEFAULT_ALS, readLikesRecipe, writeLikesRecipe } from '@/lib/indexing/likes-recipe'
import { likesOfDatabase } from '@/lib/indexing/likes-of-database'
import { searchGrid } from '@/lib/indexing/search-likes-grid'
import { interruptSignal, UserError } from './command'
import { type LikesFlags, settingsOf } from './likes-flags'
import {
  printBlend,
  printCold,
  printCurve,
  printFacts,
  printGrid,
  printLikes,
  printTagSuggestion,
} from './likes-tables'
import { plural } from './plural'
import { printable } from './printable'
import { progressOfPieces } from './progress'

const SHOWN_WARNINGS = 20

/** What was measured, as one object, and as it is printed. */
type Measured = { set: LikeSet; settings: LikeSettings; result: object; print(): void }

/** Measures recommendations by likes as the flags say, and prints what came of it. */
export async function evaluateLikes(flags: LikesFlags & { json: boolean }): Promise<void> {
  const catalogue = await readLikes(flags)
  const progress = progressOfPieces()
  const options = { signal: interruptSignal(), onStep: progress.show }
  const { set, settings, result, print } = await measure(catalogue, flags, options).finally(progress.stop)
  const facts = factsOf(catalogue.likes.length, set)
  if (flags.json) return console.log(JSON.stringify({ facts, settings, ...result }, null, 2))
  printFacts(facts)
  print()
}

async function measure(
  catalogue: RatedCatalogue,
  flags: LikesFlags,
  options: MeasureOptions,
): Promise<Measured> {
  const { dataDir } = env()
  const isOfCatalogue = flags.likes === true
  const settings = settingsOf(flags, isOfCatalogue ? readLikesRecipe(dataDir) : DEFAULT_ALS)
  const { popularityExponent } = settings
  if (flags.cold) {
    const set = likeSetOf(catalogue, 'cold')
    const cold = await allOf(measureCold(set, settings, options))
    return { set, settings, result: { cold }, print: () => printCold(cold) }
  }
  const set = likeSetOf(catalogue, 'test')
  if (flags.curve) {
    const curve = await measureCurve(set, settings, options)
    return { set, settings, result: { curve }, print: () => printCurve(curve) }
  }
  if (flags.blend) {
    const blend = await measureBlend(likeSetOf(catalogue, 'validation'), set, settings, options)
    return { set, settings, result: { blend }, print: () => printBlend(blend) }
  }
  if (flags.grid !== undefined) {
    const { points, best } = await searchGrid({
      ...options,
      validation: likeSetOf(catalogue, 'validation'),
      grid: flags.grid === true ? DEFAULT_GRID : flags.grid,
      iterations: settings.als.iterations,
      popularityExponent,
      dataDir,
    })
    const als = best.settings
    const tested = await measureFactors(set, { als, popularityExponent }, { signal: options.signal })
    if (isOfCatalogue) await writeLikesRecipe(dataDir, als)
    const found = { ...settings, als }
    return {
      set,
      settings: found,
      result: { grid: points, best, tested },
      print: () => printGrid(points, best, tested),
    }
  }
  const ways = await allOf(measureLikes(set, settings, options))
  const tagSuggestion = measureTags(set)
  const print = () => {
    printLikes(ways)
    printTagSuggestion(tagSuggestion)
  }
  return { set, settings, result: { ways, tagSuggestion }, print }
}

async function allOf<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = []
  for await (const item of items) all.push(item)
  return all
}

async function readLikes({ likes, tags }: LikesFlags): Promise<RatedCatalogue> {
  if (typeof likes === 'string') {
    const { warnings, ...catalogue } = await likesOfFiles(likes, tags)
    for (const warning of warnings.slice(0, SHOWN_WARNINGS)) console.error(printable(warning))
    if (warnings.length > SHOWN_WARNINGS)
      console.error(`and ${plural(warnings.length - SHOWN_WARNINGS, 'warning')} more.`)
    return catalogue
  }
  if (tags !== undefined)
    throw new UserError(
      '--tags goes with likes of a file: --likes FILE --tags FILE. Models of the catalogue have theirs.',
    )
  const database = await openDatabase(env())
  const catalogue = await likesOfDatabase(database).finally(database.close)
  if (catalogue.likes.length === 0)
    throw new NothingToEvaluateError(
      'The catalogue has no likes. Import some: npm run catalog:likes -- FILE.csv, with the columns user and model.',
    )
  return catalogue
}
