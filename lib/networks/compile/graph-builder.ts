import type { OnnxAttribute, OnnxConstant, OnnxNode } from '@/lib/numerics/onnx-model'

/** A graph while it is being put together. The prefix keeps apart the names of the networks in it. */
export type GraphBuilder = { nodes: OnnxNode[]; constants: OnnxConstant[]; prefix: string }

/**
 * A tensor of the graph: rank 4 is `[batch, channels, height, width]`, rank 2 `[batch, numbers]`.
 */
export type Feature = { output: string; rank: 2 | 4 }

export const float = (value: number): OnnxAttribute => ({ kind: 'float', value })
export const int = (value: number): OnnxAttribute => ({ kind: 'int', value })
export const ints = (value: readonly number[]): OnnxAttribute => ({ kind: 'ints', value })
export const text = (value: string): OnnxAttribute => ({ kind: 'string', value })

/** Adds a node with one output, and returns the full name of that. */
export function addNode(
  builder: GraphBuilder,
  operator: string,
  name: string,
  inputs: readonly string[],
  attributes?: Record<string, OnnxAttribute>,
): string {
  const output = builder.prefix + name
  builder.nodes.push({ operator, inputs, outputs: [output], attributes })
  return output
}

/** Adds a constant, and returns its full name. */
export function addConstant(
  builder: GraphBuilder,
  name: string,
  dims: readonly number[],
  data: OnnxConstant['data'],
): string {
  const fullName = builder.prefix + name
  builder.constants.push({ name: fullName, dims, data })
  return fullName
}

/** Adds a constant of whole numbers, and returns its full name. */
export function addWholeNumbers(builder: GraphBuilder, name: string, values: readonly number[]): string {
  return addConstant(builder, name, [values.length], BigInt64Array.from(values, BigInt))
}
