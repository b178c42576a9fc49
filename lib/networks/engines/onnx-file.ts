import { createSession, type Tensor } from '@/lib/numerics/onnx-session'
import type { EncoderDefinition, PixelScaling, PooledLayer, Pooling } from '../network'
import type { EncoderNetwork } from './cuts'
import type { EngineOptions, LoadedNetworks } from './engine'

/**
 * Loads an ONNX file that takes pictures as float32 `[batch, 3, size, size]`, its first input. The recipe's layers
 * are names of its outputs: `[batch, numbers]`, `[batch, channels, height, width]` or `[batch, tokens, numbers]`.
 *
 * @throws Error from onnxruntime when the file is no model that it can run.
 */
export async function openOnnxFile(
  { picture: { size }, mirrored }: Pick<EncoderDefinition, 'picture' | 'mirrored'>,
  { network, layers }: EncoderNetwork,
  { threads }: EngineOptions,
): Promise<LoadedNetworks> {
  const { name, scaling, source } = network
  if (source.format !== 'onnx') throw new Error(`The encoder ${name} is no ONNX file.`)
  const session = await createSession(await source.locate(), { threads })
  const [input] = session.inputs
  if (!input) throw new Error(`The encoder ${name} has no input.`)
  return {
    async run(pixels, batch) {
      const pooled = layers.map((): Float32Array[] => [])
      // One picture at a time, so that nothing depends on what stands beside it.
      for (let row = 0; row < batch; row++) {
        const picture = pixels.subarray(row * size * size * 3, (row + 1) * size * size * 3)
        const views = mirrored ? [false, true] : [false]
        const results: Float32Array[][] = []
        for (const flipped of views) {
          const data = toPlanes(picture, size, scaling, flipped)
          const outputs = await session.run({ [input.name]: { data, dims: [1, 3, size, size] } })
          results.push(layers.map(({ layer, pooling }) => pool(outputs[layer], pooling, `${name} ${layer}`)))
        }
        layers.forEach((_, index) =>
          pooled[index]?.push(meanOf(results.map((result) => result[index] ?? new Float32Array(0)))),
        )
      }
      return pooled.map(joinRows)
    },
    dispose: () => session.dispose(),
  }
}

/** One picture `[size, size, 3]` as `[3, size, size]` of what the network expects, mirrored left to right if asked. */
function toPlanes(
  picture: Uint8Array,
  size: number,
  { channels, scale, offset }: PixelScaling,
  flipped: boolean,
): Float32Array {
  const planes = new Float32Array(3 * size * size)
  for (let channel = 0; channel < 3; channel++) {
    const from = channels === 'rgb' ? channel : 2 - channel
    const [step, start] = [scale[channel] ?? 1, offset[channel] ?? 0]
    for (let y = 0; y < size; y++) {
      for (let x = 0; x < size; x++) {
        const byte = picture[(y * size + (flipped ? size - 1 - x : x)) * 3 + from] ?? 0
        planes[(channel * size + y) * size + x] = byte * step + start
      }
    }
  }
  return planes
}

/** One row of numbers out of an output for one picture. */
function pool(output: Tensor | undefined, pooling: Pooling, name: string): Float32Array {
  if (!(output?.data instanceof Float32Array)) throw new Error(`${name} is no output of float32 numbers.`)
  const { data, dims } = output
  if (dims.length === 2) return data
  if (dims.length === 3) {
    const [, tokens = 1, numbers = 1] = dims
    if (pooling === 'first') return data.slice(0, numbers)
    if (pooling === 'flat') return data
    const before = pooling === 'patches' ? tokens - Math.floor(Math.sqrt(tokens)) ** 2 : 0
    const from = before * numbers
    return Float32Array.from(
      { length: numbers },
      (_, at) => strided(data, from + at, numbers) / (tokens - before),
    )
  }
  if (dims.length === 4 && (pooling === 'mean' || pooling === 'flat')) {
    const [, channels = 1, height = 1, width = 1] = dims
    const places = height * width
    if (pooling === 'mean') {
      return Float32Array.from({ length: channels }, (_, channel) => {
        const plane = data.subarray(channel * places, (channel + 1) * places)
        return plane.reduce((sum, value) => sum + value, 0) / places
      })
    }
    return data.map((_, at) => data[(at % channels) * places + Math.floor(at / channels)] ?? 0)
  }
  throw new Error(
    `The output ${name} has the shape [${dims.join(', ')}], which cannot be pooled by ${pooling}.`,
  )
}

function strided(data: Float32Array, from: number, step: number): number {
  let sum = 0
  for (let at = from; at < data.length; at += step) sum += data[at] ?? 0
  return sum
}

function meanOf(rows: readonly Float32Array[]): Float32Array {
  const [first = new Float32Array(0)] = rows
  return first.map((_, at) => rows.reduce((sum, row) => sum + (row[at] ?? 0), 0) / rows.length)
}

function joinRows(rows: readonly Float32Array[]): PooledLayer {
  const channels = rows[0]?.length ?? 0
  const data = new Float32Array(rows.length * channels)
  rows.forEach((row, index) => data.set(row, index * channels))
  return { channels, data }
}
