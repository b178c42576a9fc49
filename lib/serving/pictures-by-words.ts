import 'server-only'
import path from 'node:path'
import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises'
import type { Matches } from '@/lib/database/database'
import type { TextDescription } from '@/lib/embedding/encoder-descriptions'
import { describeRecipes, readEncoderDescriptions } from '@/lib/embedding/known-recipes'
import { openTextEncoder, type TextEncoder, TextQueueFullError } from '@/lib/embedding/text/text-encoder'
import { env } from '@/lib/facts/env'
import { readVectorBlocks } from '@/lib/indexing/kept-vectors'
import { measureWordSpace, picturesNear, type WordSpace } from '@/lib/similarity/word-space'
import type { VectorBlock } from '@/lib/similarity/vector-index'
import { PIXELS_VERSION } from '@/lib/thumbnails/encoder-pixels-version'
import { database, oncePerRevision } from './database'
import { readModelViews } from './model-views'
import type { BrowseSelection, ModelView } from './views'

/** One row on a wide screen, two on most. */
const MOST_SHOWN = 12
/** Of models that are listed no more some may be found in vain. */
const SOUGHT = 2 * MOST_SHOWN
/** How long a page waits for them. The first one after a start waits for the network to be loaded. */
const PATIENCE_MS = 10_000
/** Each goes through all vectors. */
export const MAX_SEARCHES_AT_ONCE = 4

/** Words that no picture shows. */
const NOTHING = [
  ...['the', 'of', 'and', 'although', 'therefore', 'because of', 'whether', 'rather than', 'moreover'],
  ...['perhaps', 'as well as', 'hence', 'nevertheless', 'in general', 'by means of', 'such as', 'instead'],
  ...['however', 'according to', 'which', 'for example', 'in spite of', 'otherwise', 'with respect to'],
]

/** The published run, where words search its pictures, and what reads them. */
type Searched = { runId: number; dimensions: number; folder: string; text: TextDescription }
type Opened = { key: string; encoder: TextEncoder; space: Promise<WordSpace> | null }

declare global {
  /** As the database: Next evaluates this module more than once in a process, and the network is to be loaded once. */
  var recASketchWords: Opened | undefined
}

let underWay = 0
let lastComplaint = ''

/**
 * The models whose pictures fit the words of a search, and that the words themselves do not find; none where the published run's
 * recipe reads no words, or the search asks for more than words. Whatever is wrong with its encoder is said in the log, and the
 * page goes without.
 */
export async function readPicturesByWords(
  { query, category, tag, license, author, cursor }: BrowseSelection,
  { ids }: Pick<Matches, 'ids'>,
): Promise<ModelView[]> {
  const isNarrowed = [category, tag, license, author, cursor].some((part) => part !== undefined)
  if (query === undefined || query.trim() === '' || isNarrowed || ids === null) return []
  try {
    const searched = await readSearched()
    if (!searched || underWay >= MAX_SEARCHES_AT_ONCE) return []
    return await Promise.race([find(query, new Set(ids), searched), nothingAfter(PATIENCE_MS)])
  } catch (error) {
    if (!(error instanceof TextQueueFullError))
      complain(error instanceof Error ? error.message : String(error))
    return []
  }
}

async function nothingAfter(milliseconds: number): Promise<ModelView[]> {
  return delay(milliseconds, [], { ref: false })
}

async function find(
  query: string,
  own: ReadonlySet<number>,
  { runId, dimensions, folder, text }: Searched,
): Promise<ModelView[]> {
  underWay++
  try {
    const opened = open(`${runId} ${folder} ${text.digest}`, folder, text)
    const blocks = () => unhurried(readVectorBlocks(database(), runId))
    const space = await (opened.space ??= measure(opened, dimensions, blocks))
    const words = await opened.encoder.encode(query.trim())
    const options = { blocks, most: SOUGHT, isFound: (modelId: number) => !own.has(modelId) }
    const { modelIds } = await picturesNear(words, space, options)
    const views = await readModelViews(modelIds)
    return [...modelIds].flatMap((id) => views.get(id) ?? []).slice(0, MOST_SHOWN)
  } finally {
    underWay--
  }
}

function open(key: string, folder: string, text: TextDescription): Opened {
  const current = globalThis.recASketchWords
  if (current?.key === key) return current
  void current?.encoder.close()
  return (globalThis.recASketchWords = { key, encoder: openTextEncoder(folder, text), space: null })
}

async function measure(
  opened: Opened,
  dimensions: number,
  blocks: () => AsyncIterable<VectorBlock>,
): Promise<WordSpace> {
  try {
    const nothing = await Promise.all(NOTHING.map((words) => opened.encoder.encode(words)))
    return await measureWordSpace(dimensions, nothing, blocks)
  } catch (error) {
    opened.space = null
    throw error
  }
}

/** Lets others have their turn between one block and the next. */
async function* unhurried(blocks: AsyncIterable<VectorBlock>): AsyncGenerator<VectorBlock> {
  for await (const block of blocks) {
    yield block
    await nextTurn()
  }
}

const readSearched = oncePerRevision(async (): Promise<Searched | null> => {
  const run = await database().indexRuns.findPublishedRun()
  if (!run) return null
  const { id: runId, recipe, recipeId, projectionId } = run
  // Only what words are compared with is kept without having been projected.
  const dimensions = projectionId === null ? await database().vectors.findVectorDimensions(runId) : null
  if (dimensions === null) return null
  const encodersDir = path.join(env().dataDir, 'encoders')
  const current = describeRecipes(encodersDir, PIXELS_VERSION).find(({ name }) => name === recipe)
  if (!current) {
    complain(
      `The encoder ${recipe} of the published run ${runId} is not here: words search no pictures until it is added again.`,
    )
    return null
  }
  const encoder = readEncoderDescriptions(encodersDir).find(({ name }) => name === recipe)
  if (!encoder?.text || !encoder.recipe?.words) return null
  if (current.id !== recipeId) {
    complain(
      `The encoder ${recipe} was added anew since run ${runId} was made: words search its pictures after the next run. npm run precompute -- --recipe ${recipe}`,
    )
    return null
  }
  return { runId, dimensions, folder: encoder.folder, text: encoder.text }
})

/** Says it once, not for every page. */
function complain(message: string): void {
  if (message !== lastComplaint) console.error(message)
  lastComplaint = message
}
