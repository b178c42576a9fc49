import { createHash } from 'node:crypto'
import type { Database } from '@/lib/database/database'
import type { EncoderUse } from '@/lib/embedding/add-encoder'
import { evaluateRetrieval } from '@/lib/evaluation/evaluate-retrieval'
import type { RetrievalMeans } from '@/lib/evaluation/retrieval-metrics'
import type { VectorSource } from '@/lib/similarity/vectors'
import { indexableModels } from './model-list'
import { expansionOf } from './recipe'
import { embedViews, type LabelledThumbnail, vectorsOfUse, viewKey, type ViewOptions } from './use-views'

/** What a measurement may take. */
export type MeasuringBounds = { pictures: number; milliseconds: number }

const usualBounds: MeasuringBounds = { pictures: 800, milliseconds: 120_000 }

/** Of one label no more pictures take part. */
const MOST_OF_LABEL = 16
/** As many others of its label a picture needs to be a query. */
const LEAST_RELEVANT = 3
/** Below so many pictures the differences are chance. */
const LEAST_PICTURES = 48
/** What is simpler is taken unless something else is better by more than this, of recall-capped precision@10. */
const MARGIN = 0.01

export type MeasureOptions = ViewOptions & {
  database: Database
  /** The column that says what a model is. */
  label: string
  bounds?: MeasuringBounds
}

export type MeasuredUse = { use: EncoderUse; quality: RetrievalMeans }

/** What was measured on so many models; or null, and why nothing could be. */
export type UsesMeasured =
  { models: number; measured: MeasuredUse[]; chosen: MeasuredUse } | { models: null; reason: string }

/**
 * Measures how well some uses of a network retrieve models of the same label, on a part of the catalogue: whole labels, drawn by their
 * hashes, as many as the bounds let be embedded. Chosen is the first use that is hardly worse than the best, so that the simplest
 * ought to stand first.
 *
 * @throws the signal's reason; StorageError; Error when the network gives a number that is not finite
 */
export async function measureUses(options: MeasureOptions): Promise<UsesMeasured> {
  const { database, label, bounds = usualBounds, uses, signal } = options
  const drawn = await drawModels(database, label, bounds.pictures)
  if (drawn.length < LEAST_PICTURES) {
    return {
      models: null,
      reason: `fewer than ${LEAST_PICTURES} models share a label in the column “${label}”`,
    }
  }
  const embedded = await embedViews(options, drawn, bounds.milliseconds)
  const { labels } = embedded
  if (labels.length < LEAST_PICTURES) {
    return { models: null, reason: `only ${labels.length} pictures could be embedded in the time there is` }
  }
  const measured: MeasuredUse[] = []
  const vectorsOf = remembering((use: EncoderUse) => vectorsOfUse(embedded, use))
  for (const use of uses) {
    signal?.throwIfAborted()
    const vectors = await vectorsOf(use)
    if (!vectors) continue
    const quality = await evaluateRetrieval({
      vectors,
      labels,
      expansion: expansionOf(use.treatment, labels.length),
      leastRelevant: LEAST_RELEVANT,
      signal,
    })
    measured.push({ use, quality })
  }
  const chosen = choose(measured)
  if (!chosen) return { models: null, reason: 'none of its outputs can be compared' }
  return { models: labels.length, measured, chosen }
}

/** The first that is hardly worse than the best. */
export function choose(measured: readonly MeasuredUse[]): MeasuredUse | undefined {
  const precision = ({ quality }: MeasuredUse) => quality.recallCappedPrecisionAt10
  const best = Math.max(...measured.map(precision))
  return measured.find((each) => precision(each) >= best - MARGIN)
}

/** Thumbnails of whole labels, each once, the labels in the order of their hashes. */
async function drawModels(database: Database, column: string, most: number): Promise<LabelledThumbnail[]> {
  const labels = await database.labels.readLabels(column)
  const models = await indexableModels(database)
  const byLabel = new Map<string, string[]>()
  const seen = new Set<string>()
  for (const { modelId, thumbnailHash } of models) {
    const value = labels.get(modelId)
    if (value === undefined || seen.has(thumbnailHash)) continue
    seen.add(thumbnailHash)
    const hashes = byLabel.get(value) ?? []
    if (hashes.length < MOST_OF_LABEL) hashes.push(thumbnailHash)
    byLabel.set(value, hashes)
  }
  return [...byLabel]
    .filter(([, hashes]) => hashes.length > LEAST_RELEVANT)
    .map(([label, hashes]) => ({ label, hashes, place: sha256(label) }))
    .sort((left, right) => (left.place < right.place ? -1 : 1))
    .flatMap(({ label, hashes }) => hashes.map((hash) => ({ hash, label })))
    .slice(0, most)
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** With and without expansion the vectors are the same. */
function remembering(make: (use: EncoderUse) => Promise<VectorSource | null>) {
  const made = new Map<string, Promise<VectorSource | null>>()
  return (use: EncoderUse) => {
    const key = `${viewKey(use)} ${JSON.stringify(use.treatment.projection)}`
    const vectors = made.get(key) ?? make(use)
    made.set(key, vectors)
    return vectors
  }
}
