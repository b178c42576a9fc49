import { createHash } from 'node:crypto'
import path from 'node:path'
import { encodeOnnxModel } from '@/lib/numerics/onnx-model'
import { createSession } from '@/lib/numerics/onnx-session'
import { COMPILER_VERSION, compileNetworks } from '../compile/compile'
import { readOrMakeCompiled } from '../compile/compiled-file'
import type { EncoderDefinition, PooledLayer } from '../network'
import { inLayerOrder, networksOf, outputsOf, readCuts } from './cuts'
import type { Availability, EngineOptions, LoadedNetworks } from './engine'
import { openOnnxFile } from './onnx-file'

/** Whether onnxruntime's native library can be loaded. */
export async function findOnnxruntime(): Promise<Availability> {
  try {
    return { available: true, version: (await import('onnxruntime-node')).env.versions.node ?? '' }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return {
      available: false,
      reason: `onnxruntime-node cannot be loaded (${why}). Install it again: npm ci`,
    }
  }
}

/**
 * Loads an encoder's networks into onnxruntime: TensorFlow.js artifacts compiled to ONNX, unless `cacheDir` holds
 * that already; ONNX files as they are.
 *
 * @throws Error naming the layer that is missing or cannot be compiled.
 */
export async function openOnnxruntime(
  encoder: EncoderDefinition,
  options: EngineOptions,
): Promise<LoadedNetworks> {
  const networks = networksOf(encoder)
  const compiled = networks.filter(({ network }) => network.source.format === 'tensorflow')
  const loaded: LoadedNetworks[] = compiled.length > 0 ? [await openCompiled(encoder, compiled, options)] : []
  const files = networks.filter((candidate) => !compiled.includes(candidate))
  for (const file of files) loaded.push(await openOnnxFile(encoder, file, options))
  return {
    async run(pixels, batch) {
      const results: PooledLayer[] = []
      for (const part of loaded) results.push(...(await part.run(pixels, batch)))
      return inLayerOrder(encoder, [...compiled, ...files], results)
    },
    async dispose() {
      for (const part of loaded) await part.dispose()
    },
  }
}

async function openCompiled(
  { picture: { size }, mirrored }: EncoderDefinition,
  networks: ReturnType<typeof networksOf>,
  { cacheDir, threads }: EngineOptions,
): Promise<LoadedNetworks> {
  const cuts = networks.map(({ network: { digest, scaling }, layers }) => ({
    digest,
    scaling,
    outputs: outputsOf(layers),
  }))
  const key = JSON.stringify({ COMPILER_VERSION, size, mirrored, cuts })
  const hash = createHash('sha256').update(key).digest('hex').slice(0, 10)
  const file = path.join(cacheDir, `${networks.map(({ network }) => network.name).join('+')}-${hash}.onnx`)
  const { content } = await readOrMakeCompiled(file, key, async () =>
    encodeOnnxModel(compileNetworks(await readCuts(networks), size, mirrored)),
  )
  const session = await createSession(content, { threads })
  const count = networks.reduce((sum, { layers }) => sum + layers.length, 0)
  return {
    async run(pixels, batch) {
      const outputs = await session.run({ pixels: { data: pixels, dims: [batch, size, size, 3] } })
      return Array.from({ length: count }, (_, index) => {
        const output = outputs[`pooled${index}`]
        if (!(output?.data instanceof Float32Array)) throw new Error(`The network gave no output ${index}.`)
        return { channels: output.data.length / batch, data: output.data }
      })
    },
    dispose: () => session.dispose(),
  }
}
