import type { OnnxAttribute } from '@/lib/numerics/onnx-model'
import type { Weight } from '../reading/artifacts'
import { addConstant, addNode, int, ints, text, type GraphBuilder } from './graph-builder'

/** Rows and columns added or taken away: [[top, bottom], [left, right]]. */
export type Margins = readonly [readonly [number, number], readonly [number, number]]

/** What a convolution or a pooling reads at once and how far it steps, [height, width]. */
export type Window = {
  size: readonly [number, number]
  strides: readonly [number, number]
  dilations?: readonly [number, number]
  /** As TensorFlow has it: `same` pads the end more than the start; it takes no strides with dilations. */
  padding: 'same' | 'valid' | Margins
}

/** The attributes of ONNX' Conv and pooling operators for a window. */
function windowAttributes(window: Window): Record<string, OnnxAttribute> {
  const { size, strides, dilations = [1, 1] } = window
  const padding = withoutHoles(window)
  return {
    kernel_shape: ints(size),
    strides: ints(strides),
    dilations: ints(dilations),
    ...(typeof padding === 'string'
      ? { auto_pad: text(padding === 'same' ? 'SAME_UPPER' : 'VALID') }
      : { pads: ints([padding[0][0], padding[1][0], padding[0][1], padding[1][1]]) }),
  }
}

/** onnxruntime works out the padding of `same` only for windows without holes. */
function withoutHoles({ size, dilations = [1, 1], padding }: Window): Window['padding'] {
  if (padding !== 'same' || dilations.every((dilation) => dilation === 1)) return padding
  const along = (side: 0 | 1): [number, number] => {
    const total = (size[side] - 1) * dilations[side]
    return [Math.floor(total / 2), Math.ceil(total / 2)]
  }
  return [along(0), along(1)]
}

/** How the weights of a convolution lie and what its outputs read. */
export type Kernel = {
  /** `[height, width, in, out]`, or for a depthwise one `[height, width, in, multiplier]`. */
  weight: Weight
  bias?: Weight
  depthwise: boolean
  /** In how many parts the channels are, each of which reads only its own; not for a depthwise one. */
  groups?: number
}

/** Adds a convolution with TensorFlow's weights; its input and output are `[batch, channels, height, width]`. */
export function addConvolution(
  builder: GraphBuilder,
  name: string,
  input: string,
  { weight, bias, depthwise, groups = 1 }: Kernel,
  window: Omit<Window, 'size'>,
): string {
  const [height = 0, width = 0, channels = 0, last = 0] = weight.shape
  const [outputs, inputs] = depthwise ? [channels * last, 1] : [last, channels]
  const area = height * width
  const columns = channels * last
  const data = new Float32Array(weight.data.length)
  // A row of TensorFlow's kernel is one place of the window; ONNX wants a whole window for each output and input.
  for (let place = 0; place < area; place++) {
    for (let column = 0; column < columns; column++) {
      const output = depthwise ? column : column % last
      const from = depthwise ? 0 : Math.floor(column / last)
      data[(output * inputs + from) * area + place] = weight.data[place * columns + column] ?? 0
    }
  }
  const parameters = [addConstant(builder, `${name}:kernel`, [outputs, inputs, height, width], data)]
  if (bias) parameters.push(addConstant(builder, `${name}:bias`, [outputs], bias.data))
  return addNode(builder, 'Conv', name, [input, ...parameters], {
    ...windowAttributes({ ...window, size: [height, width] }),
    group: int(depthwise ? channels : groups),
  })
}

/**
 * Adds a pooling over windows of `[batch, channels, height, width]`. What is padded never counts.
 *
 * @throws Error naming the layer when its padding hangs on the size of the picture and onnxruntime does not work it
 *   out.
 */
export function addWindowPooling(
  builder: GraphBuilder,
  operator: 'MaxPool' | 'AveragePool',
  name: string,
  input: string,
  window: Window,
): string {
  const { size, strides, padding } = window
  if (padding !== 'same' || (size[0] >= strides[0] && size[1] >= strides[1])) {
    return addNode(builder, operator, name, [input], windowAttributes(window))
  }
  // onnxruntime pads by a negative number where windows leave gaps, so each side is pooled by itself.
  const rows = addNode(
    builder,
    operator,
    `${name}:rows`,
    [input],
    windowAttributes({ size: [size[0], 1], strides: [strides[0], 1], padding: sideOf(name, window, 0) }),
  )
  return addNode(
    builder,
    operator,
    name,
    [rows],
    windowAttributes({ size: [1, size[1]], strides: [1, strides[1]], padding: sideOf(name, window, 1) }),
  )
}

function sideOf(name: string, { size, strides }: Window, side: 0 | 1): Window['padding'] {
  if (size[side] >= strides[side]) return 'same'
  if (size[side] > 2) {
    throw new Error(
      `Layer ${name} pools windows of [${size.join(', ')}] with strides [${strides.join(', ')}] and padding same, which cannot be compiled.`,
    )
  }
  // At most one number less than the window is padded, so of two the end alone.
  const margin = [0, size[side] - 1] as const
  return side === 0 ? [margin, [0, 0]] : [[0, 0], margin]
}
