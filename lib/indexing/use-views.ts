import type { EncoderUse } from '@/lib/embedding/add-encoder'
import { joinLayers } from '@/lib/embedding/normalise'
import { fitProjection, widestProjected } from '@/lib/embedding/fit-projection'
import { projectEmbeddings } from '@/lib/embedding/projection'
import type { EngineOptions, LoadedNetworks } from '@/lib/networks/engines/engine'
import { chooseEngine } from '@/lib/networks/engines/engines'
import type { Network, PictureForm } from '@/lib/networks/network'
import { vectorsInMemory, type VectorSource } from '@/lib/similarity/vectors'
import type { ObjectStorage } from '@/lib/storage/storage'
import { decodeAhead } from './embed-thumbnails'

/** A thumbnail, and what it shows. */
export type LabelledThumbnail = { hash: string; label: string }

/** A network, and the ways to use it that pictures are embedded for. */
export type ViewOptions = {
  storage: ObjectStorage
  engineOptions: EngineOptions
  network: Network
  picture: PictureForm
  uses: readonly EncoderUse[]
  signal?: AbortSignal
  onProgress?: (done: number, total: number) => void
}

/** A row of numbers a picture, of length 1, for each output, plain and averaged with its mirror image. */
export type Views = {
  labels: string[]
  views: Map<string, { dimensions: number; values: Float32Array }>
}

const outputKey = ({ layer, pooling }: EncoderUse['output']) => `${layer} ${pooling}`
/** Tells a view from others. */
export const viewKey = ({ output, treatment }: EncoderUse) => `${outputKey(output)} ${treatment.mirrored}`

/**
 * Embeds pictures in all ways that some uses of a network need, as many as there is time for. Those that cannot be read are left out.
 *
 * @throws the signal's reason; StorageError; Error when the network gives a number that is not finite
 */
export async function embedViews(
  options: ViewOptions,
  drawn: readonly LabelledThumbnail[],
  milliseconds: number,
): Promise<Views> {
  const { network, picture, uses, storage, engineOptions, signal, onProgress } = options
  const outputs = [...new Map(uses.map(({ output }) => [outputKey(output), output])).values()]
  const layers = outputs.map((output) => ({ ...output, network, weight: 1 }))
  const sides = [...new Set(uses.map(({ treatment }) => treatment.mirrored))]
  const engine = await chooseEngine('auto', { name: network.name, layers })
  const loaded: { mirrored: boolean; networks: LoadedNetworks }[] = []
  const rows = new Map<string, Float32Array[]>()
  const labels: string[] = []
  const labelOf = new Map(drawn.map(({ hash, label }) => [hash, label]))
  try {
    for (const mirrored of sides) {
      const networks = await engine.load({ name: network.name, picture, mirrored, layers }, engineOptions)
      loaded.push({ mirrored, networks })
    }
    const until = performance.now() + milliseconds
    for await (const { hashes, pixels } of decodeAhead(storage, labelOf.keys(), picture)) {
      signal?.throwIfAborted()
      if (hashes.length === 0) continue
      for (const { mirrored, networks } of loaded) {
        const pooled = await networks.run(pixels, hashes.length)
        pooled.forEach((layer, at) => {
          const output = outputs[at]
          if (!output) return
          const key = `${outputKey(output)} ${mirrored}`
          const parts = rows.get(key) ?? []
          parts.push(joinLayers([layer], [1], hashes.length, 'plain'))
          rows.set(key, parts)
        })
      }
      labels.push(...hashes.map((hash) => labelOf.get(hash) ?? ''))
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
export async function vectorsOfUse({ labels, views }: Views, use: EncoderUse): Promise<VectorSource | null> {
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
