import { createHash } from 'node:crypto'
import type { Database } from '@/lib/database/database'
import type { EncoderUse } from '@/lib/embedding/add-encoder'
import { joinLayers } from '@/lib/embedding/normalise'
import { fitProjection, projectEmbeddings, widestProjected } from '@/lib/embedding/projection'
import { evaluateRetrieval } from '@/lib/evaluation/evaluate-retrieval'
import type { RetrievalMeans } from '@/lib/evaluation/retrieval-metrics'
import type { EngineOptions } from '@/lib/networks/engines/engine'
import { chooseEngine } from '@/lib/networks/engines/engines'
import type { Network, PictureForm } from '@/lib/networks/network'
import { vectorsInMemory, type VectorSource } from '@/lib/similarity/vectors'
import type { ObjectStorage } from '@/lib/storage/storage'
import { decodeAhead } from './embed-thumbnails'
import { indexableModels } from './model-list'
import { expansionOf } from './recipe'

/** What a measurement may take. */
export type MeasuringBounds = { pictures: number; milliseconds: number }

export const measuringBounds: MeasuringBounds = { pictures: 800, milliseconds: 120_000 }

/** Of one label no more pictures take part. */
const MOST_OF_LABEL = 16
/** As many others of its label a picture needs to be a query. */
const LEAST_RELEVANT = 3
/** Below so many pictures the differences are chance. */
const LEAST_PICTURES = 48
/** What is simpler is taken unless something else is better by more than this, of recall-capped precision@10. */
const MARGIN = 0.01

export type MeasureOptions = {
  database: Database
  storage: ObjectStorage
  engineOptions: EngineOptions
  network: Network
  picture: PictureForm
  /** What is measured, the simplest first. */
  uses: readonly EncoderUse[]
  /** The column that says what a model is. */
  label: string
  bounds?: MeasuringBounds
  signal?: AbortSignal
  onProgress?: (done: number, total: number) => void
}

export type MeasuredUse = { use: EncoderUse; quality: RetrievalMeans }

/** What was measured on so many models; or null, and why nothing could be. */
export type UsesMeasured =
  { models: number; measured: MeasuredUse[]; chosen: MeasuredUse } | { models: null; reason: string }

/**
 * Measures how well some uses of a network retrieve models of the same label, on a part of the catalogue: whole labels, drawn by their
 * hashes, as many as the bounds let be embedded. Chosen is the first use that is hardly worse than the best.
 *
 * @throws the signal's reason; StorageError; Error when the network gives a number that is not finite
 */
export async function measureUses(options: MeasureOptions): Promise<UsesMeasured> {
  const { database, label, bounds = measuringBounds, uses, signal } = options
  const drawn = await drawModels(database, label, bounds.pictures)
  if (drawn.length < LEAST_PICTURES) {
    return {
      models: null,
      reason: `fewer than ${LEAST_PICTURES} models share a label in the column “${label}”`,
    }
  }
  const embedded = await embedViews(options, drawn, bounds)
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

type Drawn = { hash: string; label: string }

/** Thumbnails of whole labels, each once, the labels in the order of their hashes. */
async function drawModels(database: Database, column: string, most: number): Promise<Drawn[]> {
  const labels = await database.labels.readLabels(column)
  const models = await indexableModels(database)
  const byLabel = new Map<string, string[]>()
  const seen = new Set<string>()
  for (const { modelId, thumbnailHash } of models) {
    const value = labels.get(modelId)
    if (value === undefined || seen.has(thumbnailHash)) continue
    seen.add(thumbnailHash)
    const hashes = byLabel.get(value) ?? []
    if (hashes.length < MOST_OF_LABEL) byLabel.set(value, [...hashes, thumbnailHash])
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

/** A row of numbers a picture, of length 1, for each output, plain and averaged with its mirror image. */
type Embedded = {
  labels: string[]
  views: Map<string, { dimensions: number; values: Float32Array }>
}

const outputKey = ({ layer, pooling }: EncoderUse['output']) => `${layer} ${pooling}`
const viewKey = ({ output, treatment }: EncoderUse) => `${outputKey(output)} ${treatment.mirrored}`

/** Embeds pictures in all ways that the uses need, as many as there is time for. */
async function embedViews(
  options: MeasureOptions,
  drawn: readonly Drawn[],
  { milliseconds }: MeasuringBounds,
): Promise<Embedded> {
  const { network, picture, uses, storage, engineOptions, signal, onProgress } = options
  const outputs = [...new Map(uses.map(({ output }) => [outputKey(output), output])).values()]
  const layers = outputs.map((output) => ({ ...output, network, weight: 1 }))
  const sides = [...new Set(uses.map(({ treatment }) => treatment.mirrored))]
  const engine = await chooseEngine('auto', { name: network.name, layers })
  const loaded = []
  for (const mirrored of sides) {
    const networks = await engine.load({ name: network.name, picture, mirrored, layers }, engineOptions)
    loaded.push({ mirrored, networks })
  }
  const rows = new Map<string, Float32Array[]>()
  const labels: string[] = []
  const labelOf = new Map(drawn.map(({ hash, label }) => [hash, label]))
  const until = performance.now() + milliseconds
  try {
    const hashes = drawn.map(({ hash }) => hash)
    for await (const batch of decodeAhead(storage, hashes, picture)) {
      signal?.throwIfAborted()
      const good = batch.flatMap((item) => ('pixels' in item ? [item] : []))
      if (good.length === 0) continue
      const pixels = Buffer.concat(good.map((item) => item.pixels))
      for (const { mirrored, networks } of loaded) {
        const pooled = await networks.run(pixels, good.length)
        pooled.forEach((layer, at) => {
          const output = outputs[at]
          if (!output) return
          const key = `${outputKey(output)} ${mirrored}`
          rows.set(key, [...(rows.get(key) ?? []), joinLayers([layer], [1], good.length, 'plain')])
        })
      }
      labels.push(...good.map(({ hash }) => labelOf.get(hash) ?? ''))
      onProgress?.(labels.length, drawn.length)
      if (performance.now() > until) break
    }
  } finally {
    for (const { networks } of loaded) await networks.dispose()
  }
  const views = [...rows].map(([key, parts]) => {
    const values = new Float32Array(parts.reduce((length, part) => length + part.length, 0))
    let start = 0
    for (const part of parts) {
      values.set(part, start)
      start += part.length
    }
    return [key, { dimensions: values.length / labels.length, values }] as const
  })
  return { labels, views: new Map(views) }
}

/** The vectors that a use compares, as an index run makes them; null where they are too wide for its projection. */
async function vectorsOfUse({ labels, views }: Embedded, use: EncoderUse): Promise<VectorSource | null> {
  const view = views.get(viewKey(use))
  if (!view) return null
  const { dimensions, values } = view
  const { projection: wanted } = use.treatment
  if (!wanted) return vectorsInMemory(values, dimensions)
  if (dimensions > widestProjected) return null
  const rows = (start: number, end: number) => values.subarray(start * dimensions, end * dimensions)
  const source = { count: labels.length, dimensions, rows }
  const projection = await fitProjection(source, wanted)
  return vectorsInMemory(await projectEmbeddings(source, projection), projection.outputDimensions)
}

/** With and without expansion the vectors are the same; the last ones are kept. */
function remembering(make: (use: EncoderUse) => Promise<VectorSource | null>) {
  const made = new Map<string, Promise<VectorSource | null>>()
  return (use: EncoderUse) => {
    const key = `${viewKey(use)} ${JSON.stringify(use.treatment.projection)}`
    const vectors = made.get(key) ?? make(use)
    made.set(key, vectors)
    return vectors
  }
}
