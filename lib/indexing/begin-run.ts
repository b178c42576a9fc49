import type { Database } from '@/lib/database/database'
import type { Recipe } from '@/lib/embedding/recipes'
import type { EngineSetting } from '@/lib/facts/env'
import { KINDS } from '@/lib/facts/kinds'
import { runVersion } from '@/lib/jobs/code-version'
import type { BegunRun, JobContext, JobPlace } from '@/lib/jobs/job'
import { noVectors } from '@/lib/similarity/vectors'
import { pruneKeptPictures } from '@/lib/thumbnails/kept-pictures'
import { type IndexAsked, type IndexContext, indexOptionsSchema, type IndexResult } from './index-context'
import { readKindDigests, runDigest } from './input-digest'
import { findMadeRun } from './made-run'
import { noModels } from './model-list'
import { planRun } from './plan-run'
import { sharedRecipe } from './recipe'
import { readRunLabels } from './run-labels'
import { noTags } from './run-tags'

type Begun = BegunRun<IndexContext, IndexResult>

/**
 * Begins an index run, or goes on with one; what there is to say instead where nothing is new.
 *
 * @throws Error when there is nothing to index, no engine, no such run, or the run's recipe computes something else by now
 */
export async function begin(asked: IndexAsked, place: JobPlace): Promise<Begun | { result: IndexResult }> {
  return 'options' in asked ? beginNew(asked, place) : resume(asked, place)
}

async function beginNew(
  { options, startedBy = 'shell', publishAnyway = false }: Extract<IndexAsked, { options: unknown }>,
  place: JobPlace,
): Promise<Begun | { result: IndexResult }> {
  const { database, dataDir, storage } = place
  const { mode, neighbours, retry } = options
  const recipe = await sharedRecipe(options.recipe, dataDir, storage)
  const plan = retry === null ? await planRun(database, storage, recipe.id, { mode }) : null
  // What the dashboard starts is seen there, hence has a row, even when there is nothing to do.
  if (plan && mode === 'missing' && plan.missing.length === 0 && startedBy !== 'dashboard') {
    const { models, reusedCount } = plan
    const kinds = await readKindDigests(database, { recipe, neighbours, models, dataDir })
    const digest = runDigest(kinds, await readRunLabels(database))
    const made = await findMadeRun(database, digest, publishAnyway)
    const counts = { modelCount: models.length, embeddedCount: 0, reusedCount, failureCount: 0 }
    if (made?.outcome === 'published-again') await database.indexRuns.republishRun(made.runId)
    if (made) return { result: { ...made, recipeId: recipe.id, counts } }
  }
  const engine = await engineFor(options.engine, recipe)
  const settings = { mode, recipe: recipe.name, recipeId: recipe.id, engine: engine.name, neighbours }
  const runId = await database.indexRuns.beginIndexRun(
    { ...settings, retried: retry && JSON.stringify(retry), modelCount: plan?.models.length ?? 0 },
    startedBy,
    runVersion(database),
  )
  return begun(place, runId, {
    mode,
    neighbours,
    retry,
    recipe,
    engine,
    publishAnyway,
    plan,
    embeddedBefore: 0,
  })
}

async function resume(
  {
    resumedId,
    publishAnyway = false,
    engine: unlessSaid = 'auto',
  }: Extract<IndexAsked, { resumedId: number }>,
  place: JobPlace,
): Promise<Begun> {
  const { database, dataDir, storage } = place
  const settings = await database.indexRuns.findStoppedIndexRun(resumedId)
  const { mode, neighbours, recipeId, retried } = settings
  const recipe = await sharedRecipe(settings.recipe, dataDir, storage)
  if (recipe.id !== recipeId) {
    throw new Error(
      `Run ${resumedId} cannot be resumed: the recipe ${recipe.name} was ${recipeId} then and is ${recipe.id} now. Start a new run.`,
    )
  }
  const setting = indexOptionsSchema.shape.engine.safeParse(settings.engine).data ?? 'auto'
  const engine = await engineFor(setting === 'auto' ? unlessSaid : setting, recipe)
  await database.runs.reviveRun(resumedId, runVersion(database))
  await database.indexRuns.recordIndexCounts(resumedId, { engine: engine.name })
  const embeddedBefore = await database.embeddings.countEmbeddedBy(resumedId)
  const asBefore = { mode, neighbours, retry: retried, recipe, engine }
  return begun(place, resumedId, { ...asBefore, publishAnyway, plan: null, embeddedBefore })
}

async function engineFor(setting: EngineSetting, recipe: Recipe) {
  // Loaded only now: it takes longer than to find out that nothing is new.
  const { chooseEngine } = await import('@/lib/networks/engines/engines')
  return chooseEngine(setting, recipe)
}

type Settings = Omit<
  IndexContext,
  | keyof JobContext
  | 'counts'
  | 'models'
  | 'vectors'
  | 'vectorFiles'
  | 'projectionId'
  | 'hasVisual'
  | 'digests'
  | 'tags'
  | 'labels'
  | 'calibration'
  | 'comparison'
> & {
  /** How many thumbnails the run has embedded before it was interrupted. */
  embeddedBefore: number
}

function begun(
  { database, storage }: JobPlace,
  runId: number,
  { embeddedBefore, ...settings }: Settings,
): Begun {
  const { mode, recipe, engine } = settings
  const counts = { modelCount: 0, embeddedCount: 0, reusedCount: 0, failureCount: 0 }
  return {
    runId,
    recordCounts: () => database.indexRuns.recordIndexCounts(runId, counts),
    cleanUp: (status) => removeLeft(database, runId, status === 'interrupted'),
    context(given) {
      const before = embeddedBefore > 0 ? { embeddedBefore } : {}
      given.note(engine.reason, { pid: process.pid, mode, recipe: recipe.name, ...before })
      return {
        ...given,
        ...settings,
        counts,
        models: noModels,
        vectors: noVectors,
        vectorFiles: [],
        projectionId: null,
        hasVisual: false,
        digests: { visual: '', likes: '', tags: '' },
        tags: noTags,
        labels: null,
        calibration: null,
        comparison: null,
      }
    },
    async conclude(result, { log, recordMetrics }) {
      if (!('comparison' in result)) {
        log.info({ ...counts, sameAs: result.runId }, `The run ends: nothing new (${result.outcome}).`)
        return
      }
      const { outcome, comparison } = result
      try {
        await recordMetrics()
        await database.indexRuns.pruneRuns()
        await pruneKeptPictures(storage)
      } catch (error) {
        // That this fails is no reason to call the run failed.
        log.warn({ error: String(error) }, 'The run stands, but what older ones left could not be tidied up.')
      }
      log.info({ ...counts, changedShare: comparison.changedShare }, `The run ends: ${outcome}.`)
      for (const reason of comparison.reasons) log.warn(reason)
    },
  }
}

/** @param keepsWhole whether kinds of neighbours that are whole stay, for when the run is resumed */
async function removeLeft(database: Database, runId: number, keepsWhole: boolean): Promise<void> {
  const { neighbours, vectors, factors, nearDuplicates, runKinds, tags } = database
  const whole = keepsWhole ? (await runKinds.readRunKinds(runId)).map(({ kind }) => kind) : []
  for (const kind of KINDS) if (!whole.includes(kind)) await neighbours.clearNeighbours(runId, kind)
  if (!whole.includes('likes')) await factors.clearFactors(runId)
  // Made anew whatever is whole.
  await tags.clearTagPlaces(runId)
  await tags.clearTagSuggestions(runId)
  if (whole.includes('visual')) return
  await vectors.clearVectors(runId)
  await nearDuplicates.clearNearDuplicates(runId)
}
