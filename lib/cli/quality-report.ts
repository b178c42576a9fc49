import { readFileSync } from 'node:fs'
import { z } from 'zod'
import type { Database } from '@/lib/database/database'
import { NothingToEvaluateError } from '@/lib/evaluation/nothing-to-evaluate'
import { makeFigures } from '@/lib/evaluation/report/make-figures'
import { shownModels } from '@/lib/evaluation/report/figures'
import { emptyReport, type Fact, reportPage } from '@/lib/evaluation/report/page'
import { readType } from '@/lib/evaluation/report/type'
import type { Evaluation } from '@/lib/indexing/evaluate'
import { readCategories, readPictures } from '@/lib/indexing/report-models'
import { codeVersion } from '@/lib/jobs/code-version'
import type { ObjectStorage } from '@/lib/storage/storage'
import { UserError } from './command'
import { writeLines } from './output'

const TITLE = 'How good look-alikes are'

/** What a report is about: what was asked, and of what. */
export type ReportAsked = {
  database: Database
  storage: ObjectStorage
  label: string
  group?: string
  only: readonly { column: string; values: readonly string[] }[]
  distinct: boolean
  minRelevant: number
}

/** A recipe and what was measured of it. */
export type ReportedRecipe = {
  recipe: string
  evaluation: Evaluation
  msPerImage?: number
  bytesPerModel?: number
}

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
  const contenders = recipes.map(({ recipe, evaluation, ...cost }) => ({
    name: recipe,
    queries: evaluation.queries,
    ...cost,
  }))
  const [first, ...others] = contenders
  const evaluation = recipes[0]?.evaluation
  if (!first || !evaluation) throw new UserError('There is no recipe to report on.')
  const categories = await readCategories(asked.database, evaluation.queries.models)
  const figures = makeFigures({
    label: asked.label,
    leastRelevant: asked.minRelevant,
    contenders: [first, ...others],
    labelOf: (model) => evaluation.labels.get(model) ?? null,
    categoriesOf: (model) => categories.get(model) ?? [],
    reliability: evaluation.calibration.byLabels?.bins ?? null,
  })
  const pictures = await readPictures(asked, shownModels(figures))
  yield* reportPage({
    title: TITLE,
    figures,
    facts: [
      ...(await catalogueFacts(asked)),
      { name: 'Models that take part', value: evaluation.modelCount.toLocaleString('en') },
      {
        name: recipes.length === 1 ? 'Recipe' : 'Recipes',
        value: recipes.map(({ recipe }) => recipe).join(', '),
      },
      { name: 'Alike by', value: `the label “${asked.label}”` },
      ...askedFacts(asked),
      ...whenAndHow(),
    ],
    fonts: await readType(),
    back: null,
    pictureOf: (model) => pictures.get(model) ?? null,
  })
}

async function* emptyReportLines(asked: ReportAsked, reason: string): AsyncGenerator<string> {
  const facts = [...(await catalogueFacts(asked)), ...whenAndHow()]
  yield* emptyReport({ title: TITLE, reason, facts, fonts: await readType(), back: null })
}

async function catalogueFacts({ database }: ReportAsked): Promise<Fact[]> {
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

const packageSchema = z.object({ version: z.string() })

function whenAndHow(): Fact[] {
  const { version } = packageSchema.parse(JSON.parse(readFileSync('package.json', 'utf8')))
  const flags = process.argv
    .slice(2)
    .map((flag) => (/^[\w./:=,@-]+$/.test(flag) ? flag : `'${flag.replaceAll("'", String.raw`'\''`)}'`))
  return [
    { name: 'Measured on', value: `${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC` },
    { name: 'Version', value: `${version} (${codeVersion()})` },
    { name: 'Command', value: ['npm run evaluate --', ...flags].join(' '), isWide: true, isCode: true },
  ]
}
