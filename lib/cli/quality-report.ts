import { NothingToEvaluateError } from '@/lib/evaluation/nothing-to-evaluate'
import { emptyReport } from '@/lib/evaluation/report/empty-report'
import { shownModels } from '@/lib/evaluation/report/figures'
import type { Fact } from '@/lib/evaluation/report/frame'
import { makeFigures, type MeasuredContender } from '@/lib/evaluation/report/make-figures'
import { type ReportPage, reportPage } from '@/lib/evaluation/report/page'
import { readType } from '@/lib/evaluation/report/type'
import { readPackageVersion } from '@/lib/facts/package-version'
import type { RecipeFigures } from '@/lib/indexing/compare-recipes'
import type { EvaluateOptions } from '@/lib/indexing/evaluate'
import { readCategories, readPictures } from '@/lib/indexing/report-models'
import { codeVersion } from '@/lib/jobs/code-version'
import type { ObjectStorage } from '@/lib/storage/storage'
import { utcMinute } from '@/lib/text/utc-date'
import { UserError } from './command'
import { writeLines } from './output'

const TITLE = 'How good look-alikes are'

/** What a report is about: what was asked, and of what. */
export type ReportAsked = Omit<EvaluateOptions, 'recipe' | 'onProgress'> & { storage: ObjectStorage }

/** A recipe and what was measured of it, its cost where that was. */
export type ReportedRecipe = Pick<RecipeFigures, 'recipe' | 'evaluation'> & Partial<RecipeFigures>

/** Writes reports to a file; nowhere when there is none. Both throw UserError when it cannot be written. */
export function reportWriter(asked: ReportAsked, file: string | undefined) {
  return {
    /** Writes what was measured. The first recipe is what the report is about, and what the others are held against. */
    async of(recipes: readonly ReportedRecipe[]): Promise<void> {
      if (file === undefined) return
      await writeLines(reportLines(asked, recipes), file)
      console.error(`The report is in ${file}.`)
    },
    /** Where there was nothing to measure by, writes what is missing. @throws the error itself */
    async without(error: unknown): Promise<never> {
      if (file !== undefined && error instanceof NothingToEvaluateError) {
        await writeLines(emptyReportLines(asked, error.message), file)
        console.error(`What is missing, and how it is had, is in ${file}.`)
      }
      throw error
    },
  }
}

async function* reportLines(asked: ReportAsked, recipes: readonly ReportedRecipe[]): AsyncGenerator<string> {
  const [first, ...others] = recipes
  if (!first) throw new UserError('There is no recipe to report on.')
  yield* reportPage({
    title: TITLE,
    ...(await figuresOf(asked, [first, ...others])),
    facts: [
      ...(await catalogueFacts(asked)),
      { name: 'Models that take part', value: first.evaluation.modelCount.toLocaleString('en') },
      {
        name: recipes.length === 1 ? 'Recipe' : 'Recipes',
        value: recipes.map(({ recipe }) => recipe).join(', '),
      },
      { name: 'Alike by', value: `the label “${asked.label}”` },
      ...askedFacts(asked),
      ...(await whenAndHow()),
    ],
    fonts: await readType(),
    back: null,
  })
}

/** The figures of what was measured, and the pictures that go with them. */
export async function figuresOf(
  asked: ReportAsked,
  [first, ...others]: readonly [ReportedRecipe, ...ReportedRecipe[]],
): Promise<Pick<ReportPage, 'figures' | 'pictureOf'>> {
  const { evaluation } = first
  const categories = await readCategories(asked.database, evaluation.queries.models)
  const figures = makeFigures({
    label: asked.label,
    leastRelevant: asked.leastRelevant,
    contenders: [contenderOf(first), ...others.map(contenderOf)],
    labelOf: (model) => evaluation.labels.get(model) ?? null,
    categoriesOf: (model) => categories.get(model) ?? [],
    reliability: evaluation.calibration.byLabels?.bins ?? null,
  })
  const pictures = await readPictures(asked, shownModels(figures))
  return { figures, pictureOf: (model) => pictures.get(model) ?? null }
}

function contenderOf({ recipe, evaluation, msPerImage, bytesPerModel }: ReportedRecipe): MeasuredContender {
  return { name: recipe, queries: evaluation.queries, msPerImage, bytesPerModel }
}

async function* emptyReportLines(asked: ReportAsked, reason: string): AsyncGenerator<string> {
  const facts = [...(await catalogueFacts(asked)), ...(await whenAndHow())]
  yield* emptyReport({ title: TITLE, reason, facts, fonts: await readType(), back: null })
}

/** Where the models of the catalogue are from. */
export async function catalogueFacts({ database }: Pick<ReportAsked, 'database'>): Promise<Fact[]> {
  const sources = await database.catalogue.countBySource()
  const value = sources
    .map(({ source, models }) => `${models.toLocaleString('en')} from ${source}`)
    .join(', ')
  return [{ name: 'Catalogue', value: value || 'empty' }]
}

function askedFacts({ group, only, distinct }: ReportAsked): Fact[] {
  const facts = only.map(({ column, values }) => ({ name: `Only ${column}`, value: values.join(', ') }))
  if (group !== undefined) facts.push({ name: 'Left out of a ranking', value: `the query’s own ${group}` })
  if (distinct) facts.push({ name: 'Models with the same picture', value: 'the first of them alone' })
  return facts
}

/** When something was measured, and by which command. */
export async function whenAndHow(): Promise<Fact[]> {
  const flags = process.argv
    .slice(2)
    .map((flag) => (/^[\w./:=,@-]+$/.test(flag) ? flag : `'${flag.replaceAll("'", String.raw`'\''`)}'`))
  return [
    { name: 'Measured on', value: utcMinute(new Date()) },
    { name: 'Version', value: `${await readPackageVersion()} (${codeVersion()})` },
    { name: 'Command', value: ['npm run evaluate --', ...flags].join(' '), isWide: true, isCode: true },
  ]
}
