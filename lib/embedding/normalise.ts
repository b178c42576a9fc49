/** One pooled layer of a batch: `data` is `[batch, channels]`, row-major. */
export type PooledLayer = { channels: number; data: Float32Array }

/**
 * Joins the pooled layers of a batch into embeddings `[batch, sum of channels]` of length 1: each layer's numbers
 * are taken to their signed square root (which keeps a few strong channels from ruling; Perronnin, Sánchez,
 * Mensink: "Improving the Fisher kernel for large-scale image classification", ECCV 2010) and to a length of that
 * layer's weight. A layer that is all zero stays so.
 *
 * @param weights one for each layer, positive
 * @throws Error when a number is not finite, saying which.
 */
export function joinLayers(
  layers: readonly PooledLayer[],
  weights: readonly number[],
  batch: number,
): Float32Array {
  const dimensions = layers.reduce((sum, layer) => sum + layer.channels, 0)
  const total = Math.hypot(...weights)
  const embeddings = new Float32Array(batch * dimensions)
  let offset = 0
  layers.forEach(({ channels, data }, index) => {
    const weight = (weights[index] ?? Number.NaN) / total
    for (let row = 0; row < batch; row++) {
      // The squares of square roots: the length of the row is known before any root is taken.
      let absolute = 0
      for (let channel = 0; channel < channels; channel++)
        absolute += Math.abs(data[row * channels + channel] ?? 0)
      if (!Number.isFinite(absolute)) {
        throw new Error(
          `The encoder gave ${firstNotFinite(data, row, channels)} for image ${row} of the batch, layer ${index}.`,
        )
      }
      const factor = absolute === 0 ? 0 : weight / Math.sqrt(absolute)
      for (let channel = 0; channel < channels; channel++) {
        const value = data[row * channels + channel] ?? 0
        embeddings[row * dimensions + offset + channel] =
          Math.sign(value) * Math.sqrt(Math.abs(value)) * factor
      }
    }
    offset += channels
  })
  return embeddings
}

function firstNotFinite(data: Float32Array, row: number, channels: number): string {
  const values = data.subarray(row * channels, (row + 1) * channels)
  const channel = values.findIndex((value) => !Number.isFinite(value))
  return `${values[channel]} in channel ${channel}`
}
