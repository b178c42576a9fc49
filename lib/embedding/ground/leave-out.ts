import type { Engine, EngineOptions } from '@/lib/networks/engines/engine'
import { GROUND_NETWORK_SIZE, OBJECT_LAYER } from '@/lib/networks/ground/ground-artifacts'
import { groundNetwork } from '@/lib/networks/ground/ground-network'
import { type Box, contentOf, isLetterboxed, shrunk, transparencyOf, writeAlpha } from './content'
import { createGuidedFilter, multiplyBy } from './guided-filter'
import { backdropOf, putOnBackdrop } from './backdrop'
import { createColourModel } from './by-colour'
import { objectMap } from './object-map'
import { enlarge, viewOf } from './zoom'

/** Pictures of which more than this is seen through are cut out already. */
const CUT_OUT_TRANSPARENCY = 0.02

/** At 64 places a side; the smoothness is a deviation of some 8 of 255. */
const EDGES = { radius: 2, smoothness: 64 }

/** Pictures `[batch, size, size, 3]`, and which of them came cut out, so that nothing had to be told from their objects. */
export type WithoutGround = { rgb: Uint8Array; cutOut: readonly boolean[] }

/** Leaves out of pictures what is behind their objects. */
export type GroundRemover = {
  /**
   * Pictures `[batch, size, size, 4]` of which one sees through what is no part of them: their objects on an even backdrop. A
   * picture's bytes do not depend on what stands beside it in the batch.
   */
  leaveOut(rgba: Uint8Array, batch: number): Promise<WithoutGround>
  /** Frees the network. */
  dispose(): Promise<void>
}

/**
 * Loads the network that tells objects from what is behind them into an engine.
 *
 * @param size side of the pictures, in pixels
 */
export async function openGroundRemover(
  engine: Engine,
  size: number,
  options: EngineOptions,
): Promise<GroundRemover> {
  const side = GROUND_NETWORK_SIZE
  const networks = await engine.load(
    {
      name: 'ground',
      picture: { size: side, fit: 'fill', kernel: 'linear' },
      mirrored: false,
      layers: [{ network: groundNetwork(), layer: OBJECT_LAYER, pooling: 'flat', weight: 1 }],
    },
    options,
  )

  const tellByColour = createColourModel(side * side)
  const fitToEdges = createGuidedFilter(side, EDGES)
  /** Of the picture in hand. */
  const opacity = new Float32Array(size * size)
  const square = { left: 0, top: 0, width: size, height: size }

  /** What the network says of pictures, and what it looked at. */
  async function lookAt(pictures: readonly { rgba: Uint8Array; box: Box }[]) {
    if (pictures.length === 0) return []
    const looks = pictures.map(({ rgba, box }) => shrunk(rgba, size, box, side))
    const [layer] = await networks.run(Buffer.concat(looks), pictures.length)
    if (!layer) throw new Error('The network of the ground gave nothing.')
    return looks.map((seen, row) => ({
      seen,
      logits: layer.data.subarray(row * side * side, (row + 1) * side * side),
    }))
  }

  return {
    async leaveOut(rgba, batch) {
      const pictures = Array.from({ length: batch }, (_, row) => {
        const own = rgba.subarray(row * size * size * 4, (row + 1) * size * size * 4)
        return { rgba: own, box: filledBox(own, size) }
      })
      const filled = pictures.flatMap(({ rgba: own, box }) => (box ? [{ rgba: own, box }] : []))
      const looks = (await lookAt(filled)).values()
      const pixels = new Uint8Array(batch * size * size * 3)
      pictures.forEach(({ rgba: own, box }, row) => {
        writeAlpha(own, opacity)
        const look = box && looks.next().value
        if (look) {
          const map = objectMap(tellByColour(look.logits, look.seen))
          multiplyBy(opacity, fitToEdges(map, look.seen), side, own, size, box)
        }
        const rgb = pixels.subarray(row * size * size * 3, (row + 1) * size * size * 3)
        const backdrop = backdropOf({ rgba: own, size, opacity }, box ?? square)
        putOnBackdrop({ rgba: own, size, opacity }, backdrop, rgb)
        if (box) enlarge(rgb, size, viewOf(opacity, size, box), backdrop)
      })
      return { rgb: pixels, cutOut: pictures.map(({ box }) => box === null) }
    },
    dispose: () => networks.dispose(),
  }
}

/** Where a picture has content, if that is not cut out yet. */
function filledBox(rgba: Uint8Array, size: number): Box | null {
  const box = contentOf(rgba, size)
  if (!box || !isLetterboxed(box, size)) return null
  return transparencyOf(rgba, size, box) <= CUT_OUT_TRANSPARENCY ? box : null
}
