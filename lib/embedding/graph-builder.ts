import type { OnnxAttribute, OnnxConstant, OnnxNode } from '@/lib/onnx/model'
import type { Weight } from './artifacts'

/** A graph while it is being put together. The prefix keeps apart the names of the networks in it. */
export type GraphBuilder = { nodes: OnnxNode[]; constants: OnnxConstant[]; prefix: string }

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

/** What a convolution or a pooling reads at once and how far it steps, [height, width]. */
export type Window = {
  size: readonly number[]
  strides: readonly number[]
  dilations?: readonly number[]
  /** As TensorFlow has it: `same` pads the end more than the start. */
  padding: 'same' | 'valid'
}

/** The attributes of ONNX' Conv and pooling operators for a window. */
export function windowAttributes({
  size,
  strides,
  dilations,
  padding,
}: Window): Record<string, OnnxAttribute> {
  return {
    kernel_shape: ints(size),
    strides: ints(strides),
    dilations: ints(dilations ?? [1, 1]),
    auto_pad: text(padding === 'same' ? 'SAME_UPPER' : 'VALID'),
  }
}

/**
 * Adds a convolution with TensorFlow's weights: `[height, width, in, out]`, or for a depthwise one
 * `[height, width, in, multiplier]`.
 */
export function addConvolution(
  builder: GraphBuilder,
  name: string,
  input: string,
  kernel: Weight,
  bias: Weight | undefined,
  window: Omit<Window, 'size'>,
  depthwise: boolean,
): string {
  const [height = 0, width = 0, channels = 0, last = 0] = kernel.shape
  const [outputs, inputs] = depthwise ? [channels * last, 1] : [last, channels]
  const area = height * width
  const columns = channels * last
  const data = new Float32Array(kernel.data.length)
  // A row of TensorFlow's kernel is one place of the window; ONNX wants a whole window for each output and input.
  for (let place = 0; place < area; place++) {
    for (let column = 0; column < columns; column++) {
      const output = depthwise ? column : column % last
      const from = depthwise ? 0 : Math.floor(column / last)
      data[(output * inputs + from) * area + place] = kernel.data[place * columns + column] ?? 0
    }
  }
  const parameters = [addConstant(builder, `${name}:kernel`, [outputs, inputs, height, width], data)]
  if (bias) parameters.push(addConstant(builder, `${name}:bias`, [outputs], bias.data))
  return addNode(builder, 'Conv', name, [input, ...parameters], {
    ...windowAttributes({ ...window, size: [height, width] }),
    group: int(depthwise ? channels : 1),
  })
}

/** Adds one of the activations that TensorFlow names; `linear` adds nothing. */
export function addActivation(
  builder: GraphBuilder,
  name: string,
  input: string,
  activation: string,
): string {
  switch (activation) {
    case 'linear':
      return input
    case 'relu':
      return addNode(builder, 'Relu', name, [input])
    case 'relu6': {
      const zero = addConstant(builder, `${name}:min`, [], Float32Array.of(0))
      const six = addConstant(builder, `${name}:max`, [], Float32Array.of(6))
      return addNode(builder, 'Clip', name, [input, zero, six])
    }
    default:
      throw new Error(`Layer ${name} has the activation ${activation}; known are linear, relu and relu6.`)
  }
}
