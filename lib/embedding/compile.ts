import type { OnnxGraph } from '@/lib/onnx/model'
import type { ModelArtifacts } from './artifacts'
import { addConstant, addNode, int, ints, type GraphBuilder } from './graph-builder'
import { translateGraphModel } from './translate-graph-model'
import { translateLayersModel } from './translate-layers-model'

/** Raise it with any change that makes another graph out of the same networks. */
export const COMPILER_VERSION = 1

/** A network, what it expects bytes 0 and 255 to become, and the names of the layers to cut it at. */
export type NetworkCut = {
  artifacts: ModelArtifacts
  range: readonly [number, number]
  layers: readonly string[]
}

/**
 * Compiles networks that look at the same pixels into one graph. Its input `pixels` is uint8
 * `[batch, size, size, 3]` RGB; its outputs `pooled0`, `pooled1`, ... are float32 `[batch, channels]`, one for each
 * layer in the order given: the mean over all places of the layer and, when `mirrored`, over the picture and its
 * mirror image.
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
  cuts.forEach(({ artifacts, range: [low, high], layers }, index) => {
    const network = { ...whole, prefix: `${index}/` }
    const step = addConstant(network, 'input:step', [], Float32Array.of((high - low) / 255))
    const start = addConstant(network, 'input:start', [], Float32Array.of(low))
    const input = addNode(network, 'Add', 'input', [
      addNode(network, 'Mul', 'input:steps', [floats, step]),
      start,
    ])
    const translate = artifacts.format === 'graph-model' ? translateGraphModel : translateLayersModel
    for (const layer of translate(network, artifacts, input, layers)) {
      outputs.push(addPooling(whole, layer, mirrored, `pooled${outputs.length}`))
    }
  })
  return {
    name: 'encoder',
    inputs: [{ name: 'pixels', type: 'uint8', shape: ['batch', inputSize, inputSize, 3] }],
    outputs: outputs.map((name) => ({ name, type: 'float32', shape: ['batch', `${name} channels`] })),
    constants: whole.constants,
    nodes: whole.nodes,
  }
}

/** Doubles the batch: all pictures, then all of them flipped left to right. */
function addMirrorImages(builder: GraphBuilder, planes: string): string {
  const last = addConstant(builder, 'mirror:from', [1], BigInt64Array.of(-1n))
  const beforeFirst = addConstant(builder, 'mirror:to', [1], BigInt64Array.of(-(2n ** 62n)))
  const width = addConstant(builder, 'mirror:axis', [1], BigInt64Array.of(3n))
  const flipped = addNode(builder, 'Slice', 'mirror', [planes, last, beforeFirst, width, last])
  return addNode(builder, 'Concat', 'pictures', [planes, flipped], { axis: int(0) })
}

function addPooling(builder: GraphBuilder, layer: string, mirrored: boolean, name: string): string {
  const means = addNode(builder, 'GlobalAveragePool', `${name}:means`, [layer])
  if (!mirrored) return addNode(builder, 'Flatten', name, [means])
  const flat = addNode(builder, 'Flatten', `${name}:flat`, [means])
  const halves = [`${name}:pictures`, `${name}:mirrored`]
  builder.nodes.push({
    operator: 'Split',
    inputs: [flat],
    outputs: halves,
    attributes: { axis: int(0), num_outputs: int(2) },
  })
  return addNode(builder, 'Mean', name, halves)
}
