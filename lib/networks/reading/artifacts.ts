import { z } from 'zod'
import { decodeFloat16 } from '@/lib/numerics/float16'

const scaled = { scale: z.number(), min: z.number() }

/** One weight in a `weightsManifest`. */
export const weightSpec = z.object({
  name: z.string(),
  shape: z.array(z.number().int().nonnegative()),
  dtype: z.enum(['float32', 'int32', 'bool']),
  quantization: z
    .union([
      z.object({ dtype: z.enum(['uint8', 'uint16']), ...scaled }),
      z.object({ dtype: z.literal('float16') }),
    ])
    .optional(),
})
export type WeightSpec = z.infer<typeof weightSpec>

/**
 * A network in memory, as TensorFlow.js has it (assignable to its `tf.io.ModelArtifacts`): the weights of
 * `weightSpecs` lie one after another in `weightData`, as they are or as numbers of fewer bits.
 */
export type ModelArtifacts = {
  format: 'layers-model' | 'graph-model'
  modelTopology: object
  weightSpecs: WeightSpec[]
  weightData: ArrayBuffer
}

/** One decoded weight, row-major in TensorFlow's own order of dimensions; whole numbers are exact up to 2^24. */
export type Weight = { shape: number[]; data: Float32Array }

/** What the modules `nsfwjs/models/*` export, as far as it is needed here. */
export type PackagedNetwork = {
  modelJson: () => Promise<{ default: unknown }>
  weightBundles: (() => Promise<{ default: string }>)[]
}

/** A TensorFlow.js `model.json`. */
export const modelJson = z.object({
  format: z.enum(['layers-model', 'graph-model']).default('layers-model'),
  modelTopology: z.looseObject({}),
  weightsManifest: z.array(
    z.object({ paths: z.array(z.string()).default([]), weights: z.array(weightSpec) }),
  ),
})

/**
 * Reads a network out of an npm package that carries it as modules: a `model.json` and base64 weight files.
 *
 * @throws ZodError when the package's `model.json` is not of the known form.
 */
export async function readPackagedNetwork(network: PackagedNetwork): Promise<ModelArtifacts> {
  const { format, modelTopology, weightsManifest } = modelJson.parse((await network.modelJson()).default)
  const bundles = await Promise.all(network.weightBundles.map((load) => load()))
  const bytes = Buffer.concat(bundles.map((bundle) => Buffer.from(bundle.default, 'base64')))
  return {
    format,
    modelTopology,
    weightSpecs: weightsManifest.flatMap((group) => group.weights),
    weightData: new Uint8Array(bytes).buffer,
  }
}

const bytesEach = { float32: 4, int32: 4, uint16: 2, float16: 2, uint8: 1, bool: 1 }

/** How many bytes a weight takes in `weightData`. */
export function weightByteLength({ shape, dtype, quantization }: WeightSpec): number {
  return shape.reduce((product, dim) => product * dim, 1) * bytesEach[quantization?.dtype ?? dtype]
}

/**
 * The weights by name as numbers: quantised ones as `stored * scale + min`, those of whole numbers rounded; true
 * is 1 and false 0.
 *
 * @throws Error when the data is shorter or longer than the specifications say.
 */
export function decodeWeights({ weightSpecs, weightData }: ModelArtifacts): Map<string, Weight> {
  const weights = new Map<string, Weight>()
  let offset = 0
  for (const spec of weightSpecs) {
    const start = offset
    offset += weightByteLength(spec)
    if (offset > weightData.byteLength) {
      throw new Error(
        `Weight ${spec.name} ends at byte ${offset}, but there are only ${weightData.byteLength} bytes.`,
      )
    }
    weights.set(spec.name, { shape: spec.shape, data: decode(spec, weightData.slice(start, offset)) })
  }
  if (offset !== weightData.byteLength) {
    throw new Error(`The weights end at byte ${offset}, but there are ${weightData.byteLength} bytes.`)
  }
  return weights
}

function decode({ dtype, quantization }: WeightSpec, bytes: ArrayBuffer): Float32Array {
  if (!quantization) {
    if (dtype === 'float32') return new Float32Array(bytes)
    return Float32Array.from(dtype === 'int32' ? new Int32Array(bytes) : new Uint8Array(bytes))
  }
  if (quantization.dtype === 'float16') return decodeFloat16(new Uint16Array(bytes))
  const { scale, min } = quantization
  const stored = quantization.dtype === 'uint8' ? new Uint8Array(bytes) : new Uint16Array(bytes)
  const restore = (number: number) => number * scale + min
  if (dtype === 'float32') return Float32Array.from(stored, restore)
  return Float32Array.from(Int32Array.from(stored, (number) => Math.round(restore(number))))
}
