import { at, valuesOf, type Trained, type Values } from './reference-values'

export type Padding = 'same' | 'valid' | readonly [readonly [number, number], readonly [number, number]]
export type Steps = {
  strides?: readonly [number, number]
  dilations?: readonly [number, number]
  padding?: Padding
}

function dims({ shape }: { shape: readonly number[] }): [number, number, number, number] {
  const [first, second, third, fourth] = shape
  if (first === undefined || second === undefined || third === undefined || fourth === undefined) {
    throw new Error(`[${shape.join(', ')}] has not four dimensions.`)
  }
  return [first, second, third, fourth]
}

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
