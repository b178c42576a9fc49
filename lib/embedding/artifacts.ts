import { z } from 'zod'

const weightSpec = z.object({
  name: z.string(),
  shape: z.array(z.number().int().nonnegative()),
  dtype: z.literal('float32'),
  quantization: z.object({ dtype: z.literal('uint8'), scale: z.number(), min: z.number() }).optional(),
})

/**
 * A network in memory, as TensorFlow.js has it (assignable to its `tf.io.ModelArtifacts`): the weights of
 * `weightSpecs` lie one after another in `weightData`, as float32 or as one byte each with a scale and a minimum.
 */
export type ModelArtifacts = {
  format: 'layers-model' | 'graph-model'
  modelTopology: object
  weightSpecs: z.infer<typeof weightSpec>[]
  weightData: ArrayBuffer
}

/** One decoded weight, row-major in TensorFlow's own order of dimensions. */
export type Weight = { shape: number[]; data: Float32Array }

/** What the modules `nsfwjs/models/*` export, as far as it is needed here. */
export type PackagedNetwork = {
  modelJson: () => Promise<{ default: unknown }>
  weightBundles: (() => Promise<{ default: string }>)[]
}

const modelJson = z.object({
  format: z.enum(['layers-model', 'graph-model']).default('layers-model'),
  modelTopology: z.looseObject({}),
  weightsManifest: z.array(z.object({ weights: z.array(weightSpec) })),
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

/**
 * The weights by name, quantised ones as `byte * scale + min`.
 *
 * @throws Error when the data is shorter or longer than the specifications say.
 */
export function decodeWeights({ weightSpecs, weightData }: ModelArtifacts): Map<string, Weight> {
  const weights = new Map<string, Weight>()
  let offset = 0
  for (const { name, shape, quantization } of weightSpecs) {
    const size = shape.reduce((product, dim) => product * dim, 1)
    const byteLength = quantization ? size : size * 4
    const bytes = weightData.slice(offset, offset + byteLength)
    offset += byteLength
    if (offset > weightData.byteLength) {
      throw new Error(
        `Weight ${name} ends at byte ${offset}, but there are only ${weightData.byteLength} bytes.`,
      )
    }
    const data = quantization
      ? Float32Array.from(new Uint8Array(bytes), (byte) => byte * quantization.scale + quantization.min)
      : new Float32Array(bytes)
    weights.set(name, { shape, data })
  }
  if (offset !== weightData.byteLength) {
    throw new Error(`The weights end at byte ${offset}, but there are ${weightData.byteLength} bytes.`)
  }
  return weights
}
