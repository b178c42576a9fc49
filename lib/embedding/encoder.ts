import type { Engine, EngineOptions } from './engine'
import { joinLayers } from './normalise'
import type { Recipe } from './recipes'

/** A recipe ready to embed pictures. */
export type Encoder = {
  /** Side of the square pictures, in pixels. */
  inputSize: number
  /** Numbers in an embedding, before any projection. */
  dimensions: number
  /**
   * Embeds a batch of RGB pictures, `[batch, inputSize, inputSize, 3]`, as vectors of length 1,
   * `[batch, dimensions]`. A picture's vector is the same bits whatever stands beside it in the batch.
   *
   * @throws Error when the pixels are no whole number of pictures, or the network gives a number that is not finite.
   */
  encode(pixels: Uint8Array): Promise<Float32Array>
  /** Frees the network; the encoder cannot be used afterwards. */
  dispose(): Promise<void>
}

/**
 * Loads a recipe's networks into an engine.
 *
 * @throws Error naming the layer that is missing or cannot be compiled.
 */
export async function openEncoder(recipe: Recipe, engine: Engine, options: EngineOptions): Promise<Encoder> {
  const { inputSize } = recipe
  const pictureLength = inputSize * inputSize * 3
  const weights = recipe.layers.map(({ weight }) => weight)
  const networks = await engine.load(recipe, options)
  // A blank picture tells how wide the layers are, and the first run is slow anyhow.
  const blank = await networks.run(new Uint8Array(pictureLength), 1)
  return {
    inputSize,
    dimensions: blank.reduce((sum, layer) => sum + layer.channels, 0),
    async encode(pixels) {
      const batch = pixels.length / pictureLength
      if (!Number.isInteger(batch) || batch === 0) {
        throw new Error(
          `${pixels.length} bytes are no whole number of ${inputSize} x ${inputSize} RGB pictures.`,
        )
      }
      return joinLayers(await networks.run(pixels, batch), weights, batch)
    },
    dispose: () => networks.dispose(),
  }
}
