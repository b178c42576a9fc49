import { type Database, openDatabase } from '@/lib/database/database'
import type { MeasuredLikes } from '@/lib/evaluation/likes/measured-likes'
import type { Fact } from '@/lib/evaluation/report/frame'
import { type LikesReportPage, likesReportPage } from '@/lib/evaluation/report/likes-page'
import { readType } from '@/lib/evaluation/report/type'
import { env } from '@/lib/facts/env'
import { evaluate } from '@/lib/indexing/evaluate'
import { sharedRecipe } from '@/lib/indexing/recipe'
import { openStorage } from '@/lib/storage/storage'
import { writeLines } from './output'
import { printable } from './printable'
import { catalogueFacts, figuresOf, whenAndHow } from './quality-report'

/** What a report about likes is told. */
export type LikesReportFlags = {
  report?: string
  likes?: string | true
  /** Of the figures of look-alikes: whose vectors; by default those of the published run. */
  recipe?: string
  label: string
  minRelevant: number
}

/**
 * Writes a page of what was measured to a file; of the likes of the catalogue with how good its look-alikes are, where models
 * have labels.
 *
 * @throws UserError when the file cannot be written
 */
export async function writeLikesReport(
  measured: MeasuredLikes,
  flags: LikesReportFlags,
  file: string,
): Promise<void> {
  const ofCatalogue = flags.likes === true ? await lookAtCatalogue(flags) : null
  const page = likesReportPage({
    title: 'What likes are worth',
    measured,
    visual: ofCatalogue?.visual ?? null,
    facts: [
      ...(ofCatalogue?.facts ?? [{ name: 'Likes', value: `of the file ${flags.likes}` }]),
      ...factsOf(measured),
      ...(await whenAndHow()),
    ],
    fonts: await readType(),
    back: null,
  })
  await writeLines(page, file)
  console.error(`The report is in ${file}.`)
}

function factsOf({ facts, settings: { als, popularityExponent, rp3beta } }: MeasuredLikes): Fact[] {
  const count = (value: number) => value.toLocaleString('en')
  return [
    { name: 'Likes given', value: count(facts.likes) },
    {
      name: 'Measured by',
      value: `${count(facts.train + facts.test)} of ${count(facts.users)} users and ${count(facts.models)} models`,
    },
    { name: 'Put aside', value: `${count(facts.test)} of ${count(facts.testUsers)} users` },
    { name: 'Most liked models that have half of the likes', value: count(facts.headModels) },
    {
      name: 'ALS',
      value: `${als.factors} factors, regularisation ${als.regularisation}, alpha ${als.alpha}, ${als.iterations} iterations, popularity exponent ${popularityExponent}`,
    },
    { name: 'RP3beta', value: `beta ${rp3beta.beta}, ${rp3beta.kept} neighbours kept` },
  ]
}

async function lookAtCatalogue(
  flags: LikesReportFlags,
): Promise<{ facts: Fact[]; visual: LikesReportPage['visual'] }> {
  const database = await openDatabase(env())
  try {
    return { facts: await catalogueFacts({ database }), visual: await lookAlikes(database, flags) }
  } finally {
    await database.close()
  }
}

/** Null where there are no labels or no vectors, which is said. */
async function lookAlikes(
  database: Database,
  { recipe: named, label, minRelevant: leastRelevant }: LikesReportFlags,
): Promise<LikesReportPage['visual']> {
  const { dataDir, storage: setting } = env()
  const storage = openStorage(setting)
  const name = named ?? (await database.indexRuns.findPublishedRun())?.recipe
  if (name === undefined) return notShown('nothing is published yet')
  const asked = { database, storage, label, leastRelevant, only: [], distinct: false }
  try {
    const recipe = await sharedRecipe(name, dataDir, storage)
    return await figuresOf(asked, [{ recipe: name, evaluation: await evaluate({ ...asked, recipe }) }])
  } catch (error) {
    return notShown(error instanceof Error ? error.message : String(error))
  }
}

function notShown(reason: string): null {
  console.error(`The report has no figures of look-alikes: ${printable(reason)}`)
  return null
}
