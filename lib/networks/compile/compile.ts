import type { OnnxGraph } from '@/lib/numerics/onnx-model'
import type { NetworkCut, PixelScaling, Pooling } from '../network'
import { addConstant, addNode, int, ints, type Feature, type GraphBuilder } from './graph-builder'
import { translateGraphModel } from './translate-graph-model'
import { translateLayersModel } from './translate-layers-model'

/** Raise it with any change that makes another graph out of the same networks. */
export const COMPILER_VERSION = 2

/**
 * Compiles networks that look at the same pixels into one graph. Its input `pixels` is uint8
 * `[batch, size, size, 3]` RGB; its outputs `pooled0`, `pooled1`, ... are float32 `[batch, numbers]`, one for each
 * layer in the order given: pooled as it says and, when `mirrored`, averaged over the picture and its mirror image.
 *
 * @throws Error naming the layer that is missing or cannot be compiled.
 */
export function compileNetworks(
  cuts: readonly NetworkCut[],
  inputSize: number,
  mirrored: boolean,
): OnnxGraph {
  const whole: GraphBuilder = { nodes: [], constants: [], prefix: '' }
  const planes = addNode(whole, 'Transpose', 'planes', ['pixels'], { perm: ints([0, 3, 1, 2]) })
  const pictures = mirrored ? addMirrorImages(whole, planes) : planes
  const floats = addNode(whole, 'Cast', 'floats', [pictures], { to: int(1) })
  const outputs: string[] = []
  cuts.forEach(({ artifacts, scaling, outputs: wanted }, index) => {
    const network = { ...whole, prefix: `${index}/` }
    const input = addScaling(network, floats, scaling)
    const translate = artifacts.format === 'graph-model' ? translateGraphModel : translateLayersModel
    const layers = wanted.map(({ layer }) => layer)
    translate(network, artifacts, input, layers).forEach((feature, at) => {
      const pooling = wanted[at]?.pooling ?? 'mean'
      outputs.push(addPooling(whole, feature, pooling, mirrored, `pooled${outputs.length}`))
    })
  })
  return {
    name: 'encoder',
    inputs: [{ name: 'pixels', type: 'uint8', shape: ['batch', inputSize, inputSize, 3] }],
    outputs: outputs.map((name) => ({ name, type: 'float32', shape: ['batch', `${name} numbers`] })),
    constants: whole.constants,
    nodes: whole.nodes,
  }
}

/** Doubles the batch: all pictures, then all of them flipped left to right. */
function addMirrorImages(builder: GraphBuilder, planes: string): string {
  const flipped = addReversal(builder, 'mirror', planes, 3)
  return addNode(builder, 'Concat', 'pictures', [planes, flipped], { axis: int(0) })
}

function addReversal(builder: GraphBuilder, name: string, input: string, axis: number): string {
  const last = addConstant(builder, `${name}:from`, [1], BigInt64Array.of(-1n))
  const beforeFirst = addConstant(builder, `${name}:to`, [1], BigInt64Array.of(-(2n ** 62n)))
  const along = addConstant(builder, `${name}:axis`, [1], BigInt64Array.of(BigInt(axis)))
  return addNode(builder, 'Slice', name, [input, last, beforeFirst, along, last])
}

function addScaling(
  builder: GraphBuilder,
  floats: string,
  { channels, scale, offset }: PixelScaling,
): string {
  const ordered = channels === 'rgb' ? floats : addReversal(builder, 'input:channels', floats, 1)
  const step = addConstant(builder, 'input:step', [1, 3, 1, 1], Float32Array.from(scale))
  const start = addConstant(builder, 'input:start', [1, 3, 1, 1], Float32Array.from(offset))
  return addNode(builder, 'Add', 'input', [addNode(builder, 'Mul', 'input:steps', [ordered, step]), start])
}

function addPooling(
  builder: GraphBuilder,
  feature: Feature,
  pooling: Pooling,
  mirrored: boolean,
  name: string,
): string {
  const last = mirrored ? `${name}:flat` : name
  const flat = addFlattening(builder, feature, pooling, last)
  if (!mirrored) return flat
  const halves = [`${name}:pictures`, `${name}:mirrored`]
  builder.nodes.push({
    operator: 'Split',
    inputs: [flat],
    outputs: halves,
    attributes: { axis: int(0), num_outputs: int(2) },
  })
  return addNode(builder, 'Mean', name, halves)
}

function addFlattening(builder: GraphBuilder, feature: Feature, pooling: Pooling, name: string): string {
  const { output, rank } = feature
  if (rank === 2) return addNode(builder, 'Identity', name, [output])
  if (pooling === 'mean') {
    return addNode(builder, 'Flatten', name, [
      addNode(builder, 'GlobalAveragePool', `${name}:means`, [output]),
    ])
  }
  if (pooling === 'flat') {
    const places = addNode(builder, 'Transpose', `${name}:places`, [output], { perm: ints([0, 2, 3, 1]) })
    return addNode(builder, 'Flatten', name, [places])
  }
  throw new Error(`The layer ${output} has places, not tokens: it cannot be pooled by ${pooling}.`)
}
