/**
 * The operations of image networks as their definitions say, in plain loops and double precision: slow, and
 * independent of all that is tested with it. The shape is `[count, height, width, channels]` or `[count, numbers]`,
 * the data row-major.
 */
export type Values = { shape: readonly number[]; data: Float64Array }

/** A trained array, row-major. */
export type Trained = { shape: readonly number[]; data: ArrayLike<number> }

export type Padding = 'same' | 'valid' | readonly [readonly [number, number], readonly [number, number]]
export type Steps = {
  strides?: readonly [number, number]
  dilations?: readonly [number, number]
  padding?: Padding
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1)
}

export function valuesOf(shape: readonly number[], numbers: ArrayLike<number>): Values {
  if (sizeOf(shape) !== numbers.length)
    throw new Error(`${numbers.length} numbers are no [${shape.join(', ')}].`)
  return { shape, data: Float64Array.from(numbers) }
}

function dims({ shape }: { shape: readonly number[] }): [number, number, number, number] {
  const [first, second, third, fourth] = shape
  if (first === undefined || second === undefined || third === undefined || fourth === undefined) {
    throw new Error(`[${shape.join(', ')}] has not four dimensions.`)
  }
  return [first, second, third, fourth]
}

const at = (array: ArrayLike<number>, index: number) => array[index] ?? Number.NaN

/** Makes pictures of a shape, a number at a time. */
function pictures(
  shape: readonly [number, number, number, number],
  number: (image: number, row: number, column: number, channel: number) => number,
): Values {
  const [count, height, width, channels] = shape
  const data = new Float64Array(count * height * width * channels)
  let index = 0
  for (let image = 0; image < count; image++) {
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        for (let channel = 0; channel < channels; channel++)
          data[index++] = number(image, row, column, channel)
      }
    }
  }
  return { shape, data }
}

/** The number at a place, or undefined where there is none. */
function reader(input: Values) {
  const [, height, width, channels] = dims(input)
  return (image: number, row: number, column: number, channel: number): number | undefined =>
    row < 0 || row >= height || column < 0 || column >= width
      ? undefined
      : input.data[((image * height + row) * width + column) * channels + channel]
}

/**
 * How many windows there are along a side and where the first begins, as
 * https://www.tensorflow.org/api_docs/python/tf/nn#notes_on_padding_2 says.
 */
function along(side: 0 | 1, size: number, kernel: number, { strides, dilations, padding }: Steps) {
  const stride = strides?.[side] ?? 1
  const reach = (kernel - 1) * (dilations?.[side] ?? 1) + 1
  if (padding === 'same') {
    const count = Math.ceil(size / stride)
    const total = Math.max((count - 1) * stride + reach - size, 0)
    return { count, start: -Math.floor(total / 2) }
  }
  const [before, after] = padding === undefined || padding === 'valid' ? [0, 0] : padding[side]
  return { count: Math.floor((size + before + after - reach) / stride) + 1, start: -before }
}

/** For each window the numbers of one channel that lie in the picture, with their places in the window. */
function windows(
  input: Values,
  [kernelHeight, kernelWidth]: readonly [number, number],
  steps: Steps,
  outputs: number,
  number: (
    read: (visit: (value: number, place: number) => void, channel: number) => void,
    output: number,
  ) => number,
): Values {
  const [count, height, width] = dims(input)
  const vertical = along(0, height, kernelHeight, steps)
  const horizontal = along(1, width, kernelWidth, steps)
  const value = reader(input)
  const [strideY, strideX] = steps.strides ?? [1, 1]
  const [dilationY, dilationX] = steps.dilations ?? [1, 1]
  return pictures([count, vertical.count, horizontal.count, outputs], (image, row, column, output) =>
    number((visit, channel) => {
      for (let y = 0; y < kernelHeight; y++) {
        for (let x = 0; x < kernelWidth; x++) {
          const found = value(
            image,
            vertical.start + row * strideY + y * dilationY,
            horizontal.start + column * strideX + x * dilationX,
            channel,
          )
          if (found !== undefined) visit(found, y * kernelWidth + x)
        }
      }
    }, output),
  )
}

/** A convolution with a kernel `[height, width, in / groups, out]`. */
export function convolution(input: Values, kernel: Trained, steps: Steps = {}, groups = 1): Values {
  const [height, width, inputs, outputs] = dims(kernel)
  return windows(input, [height, width], steps, outputs, (read, output) => {
    const group = Math.floor(output / (outputs / groups))
    let sum = 0
    for (let channel = 0; channel < inputs; channel++) {
      read(
        (value, place) => {
          sum += value * at(kernel.data, (place * inputs + channel) * outputs + output)
        },
        group * inputs + channel,
      )
    }
    return sum
  })
}

/** A convolution of each channel by itself, with a kernel `[height, width, in, multiplier]`. */
export function depthwiseConvolution(input: Values, kernel: Trained, steps: Steps = {}): Values {
  const [height, width, inputs, multiplier] = dims(kernel)
  return windows(input, [height, width], steps, inputs * multiplier, (read, output) => {
    let sum = 0
    read(
      (value, place) => {
        sum += value * at(kernel.data, place * inputs * multiplier + output)
      },
      Math.floor(output / multiplier),
    )
    return sum
  })
}

/** The greatest or the mean of each window; what lies outside the picture does not count. */
export function pooling(
  input: Values,
  kind: 'max' | 'mean',
  size: readonly [number, number],
  steps: Steps,
): Values {
  return windows(input, size, steps, dims(input)[3], (read, channel) => {
    const seen: number[] = []
    read((value) => seen.push(value), channel)
    return kind === 'max' ? Math.max(...seen) : seen.reduce((sum, value) => sum + value, 0) / seen.length
  })
}

/** The greatest or the mean of all places: `[count, channels]`. */
export function globalPooling(input: Values, kind: 'max' | 'mean'): Values {
  const [count, height, width, channels] = dims(input)
  const pooled = pooling(input, kind, [height, width], {})
  return valuesOf([count, channels], pooled.data)
}

/** Zeros around the picture, or with negative margins the picture without its edges. */
export function padded(input: Values, [[top, bottom], [left, right]]: Exclude<Padding, string>): Values {
  const [count, height, width, channels] = dims(input)
  const value = reader(input)
  return pictures(
    [count, height + top + bottom, width + left + right, channels],
    (image, row, column, channel) => value(image, row - top, column - left, channel) ?? 0,
  )
}

/** Each place as many times as `size` says. */
export function enlarged(input: Values, [tall, wide]: readonly [number, number]): Values {
  const [count, height, width, channels] = dims(input)
  const value = reader(input)
  return pictures(
    [count, height * tall, width * wide, channels],
    (image, row, column, channel) =>
      value(image, Math.floor(row / tall), Math.floor(column / wide), channel) ?? Number.NaN,
  )
}

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
