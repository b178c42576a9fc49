import type { PooledLayer } from '@/lib/networks/network'

/** How a layer's numbers are brought to one scale: as they are, or by their signed square root. */
export type Power = 'plain' | 'root'

/**
 * Joins the pooled layers of a batch into embeddings `[batch, sum of channels]` of length 1: each layer's numbers
 * are taken to a length of that layer's weight, with `root` after each was taken to its signed square root (which
 * keeps a few strong channels from ruling; Perronnin, Sánchez, Mensink: "Improving the Fisher kernel for
 * large-scale image classification", ECCV 2010). A layer that is all zero stays so.
 *
 * @param weights one for each layer, positive
 * @throws Error when a number is not finite, saying which.
 */
export function joinLayers(
  layers: readonly PooledLayer[],
  weights: readonly number[],
  batch: number,
  power: Power,
): Float32Array {
  const dimensions = layers.reduce((sum, layer) => sum + layer.channels, 0)
  const total = Math.hypot(...weights)
  const embeddings = new Float32Array(batch * dimensions)
  let offset = 0
  layers.forEach(({ channels, data }, index) => {
    const weight = (weights[index] ?? Number.NaN) / total
    for (let row = 0; row < batch; row++) {
      const values = data.subarray(row * channels, (row + 1) * channels)
      const target = embeddings.subarray(row * dimensions + offset)
      // The squares of square roots: the length of the row is known before any root is taken.
      let square = 0
      for (const value of values) square += power === 'root' ? Math.abs(value) : value * value
      if (!Number.isFinite(square)) {
        throw new Error(
          `The encoder gave ${firstNotFinite(values)} for image ${row} of the batch, layer ${index}.`,
        )
      }
      const factor = square === 0 ? 0 : weight / Math.sqrt(square)
      for (let channel = 0; channel < channels; channel++) {
        const value = values[channel] ?? 0
        target[channel] = (power === 'root' ? Math.sign(value) * Math.sqrt(Math.abs(value)) : value) * factor
      }
    }
    offset += channels
  })
  return embeddings
}

function firstNotFinite(values: Float32Array): string {
  const channel = values.findIndex((value) => !Number.isFinite(value))
  return `${values[channel]} in channel ${channel}`
}
