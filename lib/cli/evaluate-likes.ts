import { openDatabase } from '@/lib/database/database'
import { likeSetOf, type RatedCatalogue } from '@/lib/evaluation/likes/like-set'
import { measureCold } from '@/lib/evaluation/likes/measure-cold'
import { measureLikes } from '@/lib/evaluation/likes/measure-likes'
import { factsOf } from '@/lib/evaluation/likes/set-facts'
import { NothingToEvaluateError } from '@/lib/evaluation/nothing-to-evaluate'
import { env } from '@/lib/facts/env'
import { likesOfFiles } from '@/lib/importing/likes-of-files'
import { likesOfDatabase } from '@/lib/indexing/likes-of-database'
import { interruptSignal, UserError } from './command'
import { type LikesFlags, settingsOf } from './likes-flags'
import { printCold, printFacts, printLikes } from './likes-tables'
import { plural } from './plural'
import { printable } from './printable'
import { progressOfPieces } from './progress'

const SHOWN_WARNINGS = 20

/** Measures recommendations by likes as the flags say, and prints what came of it. */
export async function evaluateLikes(flags: LikesFlags & { json: boolean }): Promise<void> {
  const catalogue = await readLikes(flags)
  const settings = settingsOf(flags)
  const set = likeSetOf(catalogue, flags.cold ? 'cold' : 'test')
  const facts = factsOf(catalogue.likes.length, set)
  const progress = progressOfPieces()
  const options = { signal: interruptSignal(), onStep: progress.show }
  if (flags.cold) {
    const ways = await allOf(measureCold(set, settings, options)).finally(progress.stop)
    if (flags.json) return printJson({ facts, settings, cold: ways })
    printFacts(facts)
    return printCold(ways)
  }
  const ways = await allOf(measureLikes(set, settings, options)).finally(progress.stop)
  if (flags.json) return printJson({ facts, settings, ways })
  printFacts(facts)
  printLikes(ways)
}

async function allOf<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = []
  for await (const item of items) all.push(item)
  return all
}

function printJson(result: object): void {
  console.log(JSON.stringify(result, null, 2))
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
