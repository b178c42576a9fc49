/**
 * The operations of image networks as their definitions say, in plain loops and double precision: slow, and
 * independent of all that is tested with it.
 */
import { at, sizeOf, valuesOf, type Trained, type Values } from './reference-values'

export { valuesOf, type Trained, type Values } from './reference-values'
export * from './reference-windows'

export function reshaped({ data }: Values, shape: readonly number[]): Values {
  return valuesOf(shape, data)
}

export function flattened(input: Values): Values {
  const [count = 0] = input.shape
  return reshaped(input, [count, input.data.length / count])
}

export function mapped(input: Values, number: (value: number, channel: number) => number): Values {
  const channels = input.shape.at(-1) ?? 1
  return { shape: input.shape, data: input.data.map((value, index) => number(value, index % channels)) }
}

export function biased(input: Values, bias: Trained): Values {
  return mapped(input, (value, channel) => value + at(bias.data, channel))
}

/** The product with a matrix `[in, out]`. */
export function dense(input: Values, { shape, data }: Trained): Values {
  const [count = 0, inputs = 0] = input.shape
  const [, outputs = 0] = shape
  const product = new Float64Array(count * outputs)
  for (let row = 0; row < count; row++) {
    for (let output = 0; output < outputs; output++) {
      let sum = 0
      for (let from = 0; from < inputs; from++) {
        sum += at(input.data, row * inputs + from) * at(data, from * outputs + output)
      }
      product[row * outputs + output] = sum
    }
  }
  return { shape: [count, outputs], data: product }
}

export function normalised(
  input: Values,
  {
    gamma,
    beta,
    mean,
    variance,
    epsilon,
  }: Record<'gamma' | 'beta' | 'mean' | 'variance', ArrayLike<number>> & {
    epsilon: number
  },
): Values {
  return mapped(
    input,
    (value, channel) =>
      ((value - at(mean, channel)) / Math.sqrt(at(variance, channel) + epsilon)) * at(gamma, channel) +
      at(beta, channel),
  )
}

/** Two tensors number by number; along a dimension where one has the size 1, that is taken for all. */
export function merged(left: Values, right: Values, number: (left: number, right: number) => number): Values {
  const shape = left.shape.map((size, axis) => Math.max(size, right.shape[axis] ?? 1))
  const indexIn = (values: Values, index: number) => {
    let rest = index
    let step = 1
    let position = 0
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const size = shape[axis] ?? 1
      const own = values.shape[axis] ?? 1
      if (own > 1) position += (rest % size) * step
      step *= own
      rest = Math.floor(rest / size)
    }
    return position
  }
  const data = new Float64Array(sizeOf(shape))
  for (let index = 0; index < data.length; index++) {
    data[index] = number(at(left.data, indexIn(left, index)), at(right.data, indexIn(right, index)))
  }
  return { shape, data }
}

/** The channels of all, one tensor's after another's. */
export function concatenated(inputs: readonly Values[]): Values {
  const sizes = inputs.map(({ shape }) => shape.at(-1) ?? 0)
  const rows = (inputs[0]?.data.length ?? 0) / (sizes[0] ?? 1)
  const data = Array.from({ length: rows }, (_, row) =>
    inputs.flatMap((input, index) => {
      const size = sizes[index] ?? 0
      return Array.from(input.data.subarray(row * size, (row + 1) * size))
    }),
  ).flat()
  const channels = sizes.reduce((sum, size) => sum + size, 0)
  return valuesOf([...(inputs[0]?.shape.slice(0, -1) ?? []), channels], data)
}

export function softmax(input: Values): Values {
  const size = input.shape.at(-1) ?? 1
  const data = new Float64Array(input.data.length)
  for (let start = 0; start < data.length; start += size) {
    const row = input.data.subarray(start, start + size)
    const most = Math.max(...row)
    const total = row.reduce((sum, value) => sum + Math.exp(value - most), 0)
    row.forEach((value, index) => (data[start + index] = Math.exp(value - most) / total))
  }
  return { shape: input.shape, data }
}

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x))
const elu = (x: number) => (x > 0 ? x : Math.exp(x) - 1)

/** Activations by Keras' names. */
export const activations = {
  linear: (x: number) => x,
  relu: (x: number) => Math.max(x, 0),
  relu6: (x: number) => Math.min(Math.max(x, 0), 6),
  sigmoid,
  tanh: Math.tanh,
  swish: (x: number) => x * sigmoid(x),
  silu: (x: number) => x * sigmoid(x),
  elu,
  // Klambauer, Unterthiner, Mayr, Hochreiter: "Self-Normalizing Neural Networks", NIPS 2017.
  selu: (x: number) => 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * (Math.exp(x) - 1)),
  softplus: (x: number) => Math.log1p(Math.exp(x)),
  hard_sigmoid: (x: number) => Math.min(Math.max(0.2 * x + 0.5, 0), 1),
  gelu: (x: number) => x * normalProbability(x),
} as const

/** The probability that a normal number is below x, by Simpson's rule over the density. */
function normalProbability(x: number): number {
  const steps = 400
  const width = x / steps
  let sum = 0
  for (let step = 0; step <= steps; step++) {
    const weight = step === 0 || step === steps ? 1 : step % 2 === 1 ? 4 : 2
    sum += weight * Math.exp(-((step * width) ** 2) / 2)
  }
  return 0.5 + (sum * width) / 3 / Math.sqrt(2 * Math.PI)
}

export const leaky = (slope: number) => (x: number) => (x > 0 ? x : slope * x)
