import { addConstant, addNode, float, type Feature, type GraphBuilder } from './graph-builder'

/** What a batch normalisation does to each channel; all four are as long as there are channels. */
export type BatchStatistics = {
  gamma: Float32Array
  beta: Float32Array
  mean: Float32Array
  variance: Float32Array
  epsilon: number
}

/** Adds (x - mean) / √(variance + epsilon) * gamma + beta; onnxruntime folds it into the convolution before it. */
export function addBatchNormalization(
  builder: GraphBuilder,
  name: string,
  { output, rank }: Feature,
  { gamma, beta, mean, variance, epsilon }: BatchStatistics,
): Feature {
  const constants = Object.entries({ gamma, beta, mean, variance }).map(([suffix, data]) =>
    addConstant(builder, `${name}:${suffix}`, [mean.length], data),
  )
  const attributes = { epsilon: float(epsilon) }
  return { output: addNode(builder, 'BatchNormalization', name, [output, ...constants], attributes), rank }
}
