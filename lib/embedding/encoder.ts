import type { PictureForm } from '@/lib/networks/network'
import type { Engine, EngineOptions } from '@/lib/networks/engines/engine'
import { damp, readDamping } from './ground/damping'
import { openGroundRemover } from './ground/leave-out'
import { joinLayers } from './normalise'
import type { Recipe } from './recipes'

/** A recipe ready to embed pictures. */
export type Encoder = {
  /** How pictures must come; they are square. */
  picture: PictureForm
  /** Numbers in an embedding, before any projection. */
  dimensions: number
  /**
   * Embeds a batch of RGB pictures, `[batch, size, size, 3]`, or of RGBA pictures, `[batch, size, size, 4]`, where the form
   * of the picture says that their ground is left out, as vectors of length 1, `[batch, dimensions]`. A picture's vector is
   * the same bits whatever stands beside it in the batch.
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
 * @throws Error naming the layer that is missing or cannot be compiled, or the file that is another than the recipe was made for.
 */
export async function openEncoder(recipe: Recipe, engine: Engine, options: EngineOptions): Promise<Encoder> {
  const { picture, layers, projection, power = projection ? 'root' : 'plain', groundDamping } = recipe
  const { size } = picture
  const channels = picture.ground ? 4 : 3
  const pictureLength = size * size * channels
  const weights = layers.map(({ weight }) => weight)
  const networks = await engine.load(recipe, options)
  // A blank picture tells how wide the layers are, and the first run is slow anyhow. Networks that fail on it are freed:
  // the threads of an engine would keep the process alive.
  const freed = async (error: unknown) => {
    await networks.dispose()
    throw error
  }
  const blank = await networks.run(new Uint8Array(size * size * 3), 1).catch(freed)
  const remover = picture.ground ? await openGroundRemover(engine, size, options).catch(freed) : null
  const dimensions = blank.reduce((sum, layer) => sum + layer.channels, 0)
  const damping = remover && groundDamping ? await readDamping(dimensions).catch(freed) : null
  return {
    picture,
    dimensions,
    async encode(pixels) {
      const batch = pixels.length / pictureLength
      if (!Number.isInteger(batch) || batch === 0) {
        throw new Error(
          `${pixels.length} bytes are no whole number of ${size} x ${size} ${picture.ground ? 'RGBA' : 'RGB'} pictures.`,
        )
      }
      const { rgb, cutOut } = remover ? await remover.leaveOut(pixels, batch) : { rgb: pixels, cutOut: [] }
      const run = await networks.run(rgb, batch)
      const embeddings = joinLayers(run, weights, batch, power)
      if (damping) {
        for (let row = 0; row < batch; row++) {
          if (!cutOut[row]) damp(embeddings.subarray(row * dimensions, (row + 1) * dimensions), damping)
        }
      }
      return embeddings
    },
    async dispose() {
      await networks.dispose()
      await remover?.dispose()
    },
  }
}
