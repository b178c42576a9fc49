import { z } from 'zod'
import { decodeWeights, type ModelArtifacts, type Weight } from '../reading/artifacts'
import { layersNeeded, parseLayers, type Layer } from '../reading/layers-topology'
import type { Feature, GraphBuilder } from './graph-builder'
import type { AddLayer } from './layer-context'
import { convolutionLayers } from './layers-convolution'
import { elementwiseLayers } from './layers-elementwise'
import { mergingLayers } from './layers-merging'
import { placeLayers } from './layers-places'

const kinds = new Map<string, AddLayer>(
  [convolutionLayers, placeLayers, mergingLayers, elementwiseLayers].flatMap(Object.entries),
)

const origin = z.object({ keras_version: z.string().optional() })

/**
 * Adds the part of a TensorFlow.js layers model that the layers named need.
 *
 * @param input name of the tensor `[batch, channels, height, width]` that stands for the model's own input
 * @param wanted names of layers
 * @returns their outputs, in the same order
 * @throws Error naming the layer that is missing, has no weights, or is of a kind or has a setting that cannot be
 *   compiled.
 */
export function translateLayersModel(
  builder: GraphBuilder,
  artifacts: ModelArtifacts,
  input: string,
  wanted: readonly string[],
): Feature[] {
  const weights = decodeWeights(artifacts)
  const keras = Number.parseInt(origin.parse(artifacts.modelTopology).keras_version ?? '2', 10)
  const layers = layersNeeded(parseLayers(artifacts.modelTopology), wanted)
  const starts = layers.filter(({ kind }) => kind === 'InputLayer').map(({ name }) => name)
  if (starts.length > 1) {
    throw new Error(
      `The network has several inputs (${starts.join(', ')}); only those with one can be compiled.`,
    )
  }
  const outputs = new Map<string, Feature>()
  const outputOf = (name: string): Feature => {
    const output = outputs.get(name)
    if (!output) throw new Error(`The network has no layer ${name}.`)
    return output
  }
  for (const layer of layers) {
    const output: Feature =
      layer.kind === 'InputLayer'
        ? { output: input, rank: 4 }
        : addLayer(builder, layer, layer.inputs.map(outputOf), weights, keras)
    outputs.set(layer.name, output)
  }
  return wanted.map(outputOf)
}

function addLayer(
  builder: GraphBuilder,
  layer: Layer,
  inputs: readonly Feature[],
  weights: ReadonlyMap<string, Weight>,
  keras: number,
): Feature {
  const { name, kind } = layer
  const [first, ...others] = inputs
  if (!first) throw new Error(`Layer ${name} has no input.`)
  const weight = (suffix: string): Weight => {
    const found = weights.get(`${name}/${suffix}`)
    if (!found) throw new Error(`Layer ${name} has no weight ${name}/${suffix}.`)
    return found
  }
  const add = kinds.get(kind)
  if (!add) throw new Error(`Layer ${name} is of the kind ${kind}, which cannot be compiled.`)
  return add({ builder, layer, name, inputs: [first, ...others], weight, keras })
}
