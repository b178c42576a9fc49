import type { Weight } from '../reading/artifacts'
import { addConstant, addNode, float, int, type Feature, type GraphBuilder } from './graph-builder'

/** Activations that are one operator of ONNX with nothing set. */
const operators: Readonly<Record<string, string>> = {
  relu: 'Relu',
  sigmoid: 'Sigmoid',
  tanh: 'Tanh',
  elu: 'Elu',
  selu: 'Selu',
  softplus: 'Softplus',
  // Exact, not by tanh.
  gelu: 'Gelu',
}

/**
 * Adds one of the activations that Keras names; `linear` adds nothing.
 *
 * @throws Error naming the layer when its activation is of no known kind.
 */
export function addActivation(
  builder: GraphBuilder,
  name: string,
  input: Feature,
  activation: string,
): Feature {
  const { output, rank } = input
  const operator = operators[activation]
  if (operator) return { output: addNode(builder, operator, name, [output]), rank }
  switch (activation) {
    case 'linear':
      return input
    case 'relu6':
      return { output: addClip(builder, name, output, 6), rank }
    case 'swish':
    case 'silu': {
      const gate = addNode(builder, 'Sigmoid', `${name}:gate`, [output])
      return { output: addNode(builder, 'Mul', name, [output, gate]), rank }
    }
    // As Keras 2 has it, and as Keras 3 does.
    case 'hard_sigmoid':
    case 'hard_sigmoid_6': {
      const slope = activation === 'hard_sigmoid' ? 0.2 : 1 / 6
      const attributes = { alpha: float(slope), beta: float(0.5) }
      return { output: addNode(builder, 'HardSigmoid', name, [output], attributes), rank }
    }
    case 'softmax':
      if (rank === 2) return { output: addNode(builder, 'Softmax', name, [output], { axis: int(1) }), rank }
  }
  const where = activation === 'softmax' ? ` of what is [height, width, channels]` : ''
  throw new Error(`Layer ${name} has the activation ${activation}${where}, which cannot be compiled.`)
}

/** Adds min(max(x, 0), `max`). */
export function addClip(builder: GraphBuilder, name: string, input: string, max: number): string {
  const least = addConstant(builder, `${name}:min`, [], Float32Array.of(0))
  const most = addConstant(builder, `${name}:max`, [], Float32Array.of(max))
  return addNode(builder, 'Clip', name, [input, least, most])
}

/** Adds x where it is positive, else `slope` times x. */
export function addLeakyRelu(builder: GraphBuilder, name: string, input: string, slope: number): string {
  return addNode(builder, 'LeakyRelu', name, [input], { alpha: float(slope) })
}

/** Adds x where it is positive, else x times its channel's number of `slopes`. */
export function addParametricRelu(
  builder: GraphBuilder,
  name: string,
  { output, rank }: Feature,
  { data }: Weight,
): Feature {
  const slopes = addConstant(builder, `${name}:slopes`, perChannel(data.length, rank), data)
  return { output: addNode(builder, 'PRelu', name, [output, slopes]), rank }
}

/** The dimensions of a constant that has one number for each channel of a tensor of a rank. */
export function perChannel(channels: number, rank: Feature['rank']): number[] {
  return rank === 4 ? [channels, 1, 1] : [channels]
}
