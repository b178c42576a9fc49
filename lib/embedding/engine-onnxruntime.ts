import { createHash } from 'node:crypto'
import path from 'node:path'
import { encodeOnnxModel } from '@/lib/onnx/model'
import { createSession } from '@/lib/onnx/session'
import { COMPILER_VERSION, compileNetworks, type NetworkCut } from './compile'
import { readOrMakeCompiled } from './compiled-file'
import { bundledEncoders, loadArtifacts, type EncoderName } from './encoders'
import type { EngineOptions, LoadedNetworks } from './engine'
import type { Recipe } from './recipes'

/**
 * Loads a recipe's networks into onnxruntime, compiling them to ONNX when `cacheDir` does not hold them yet.
 *
 * @throws Error naming the layer that is missing or cannot be compiled.
 */
export async function openOnnxruntime(
  recipe: Recipe,
  { cacheDir, threads }: EngineOptions,
): Promise<LoadedNetworks> {
  const { inputSize, mirrored, layers } = recipe
  const encoders = [...new Set(layers.map(({ encoder }) => encoder))]
  const cuts = encoders.map((encoder) => ({
    encoder,
    digest: bundledEncoders[encoder].weightsDigest,
    layers: layers.filter((layer) => layer.encoder === encoder).map(({ layer }) => layer),
  }))
  const key = JSON.stringify({ COMPILER_VERSION, inputSize, mirrored, cuts })
  const hash = createHash('sha256').update(key).digest('hex').slice(0, 10)
  const file = path.join(cacheDir, `${encoders.join('+')}-${hash}.onnx`)
  const { content } = await readOrMakeCompiled(file, key, async () => {
    const networks = await Promise.all(cuts.map(loadCut))
    return encodeOnnxModel(compileNetworks(networks, inputSize, mirrored))
  })
  const session = await createSession(content, { threads })

  // The graph gives its outputs network by network; a recipe may name its layers in any order.
  const outputOf = new Map(
    cuts
      .flatMap(({ encoder, layers }) => layers.map((layer) => `${encoder} ${layer}`))
      .map((layer, index) => [layer, `pooled${index}`]),
  )
  return {
    async run(pixels, batch) {
      const outputs = await session.run({ pixels: { data: pixels, dims: [batch, inputSize, inputSize, 3] } })
      return layers.map(({ encoder, layer }) => {
        const output = outputs[outputOf.get(`${encoder} ${layer}`) ?? '']
        if (!(output?.data instanceof Float32Array))
          throw new Error(`The network gave nothing for ${encoder} ${layer}.`)
        return { channels: output.data.length / batch, data: output.data }
      })
    },
    dispose: () => session.dispose(),
  }
}

async function loadCut({ encoder, layers }: { encoder: EncoderName; layers: string[] }): Promise<NetworkCut> {
  return { artifacts: await loadArtifacts(encoder), range: bundledEncoders[encoder].range, layers }
}
