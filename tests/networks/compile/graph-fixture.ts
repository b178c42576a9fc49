import type { ModelArtifacts } from '@/lib/networks/reading/artifacts'
import { packWeights } from './engines-agree'
import type { Trained } from './reference-network'

export type TestNode = { op: string; input?: string[]; attr?: Record<string, unknown> }
export type TestConstant = { value: Trained; dtype?: 'float32' | 'int32' }

/** A whole number or several as a constant of a graph. */
export function wholeNumbers(data: number[], shape: number[] = [data.length]): TestConstant {
  return { value: { shape, data }, dtype: 'int32' }
}

const base64 = (value: string) => Buffer.from(value).toString('base64')

/** Attributes as TensorFlow.js' converter writes them: texts in base64, whole numbers as texts. */
export const attribute = {
  text: (value: string) => ({ s: base64(value) }),
  texts: (values: string[]) => ({ list: { s: values.map(base64) } }),
  whole: (value: number) => ({ i: String(value) }),
  wholes: (values: number[]) => (values.length === 0 ? { list: {} } : { list: { i: values.map(String) } }),
  number: (value: number) => ({ f: value }),
  flag: (value: boolean) => ({ b: value }),
}

/** A graph model as TensorFlow.js' converter writes it; a node reads `start` where it does not say what. */
export function graphModel(
  nodes: Record<string, TestNode>,
  constants: Record<string, TestConstant> = {},
): ModelArtifacts {
  const type = (dtype = 'float32') => (dtype === 'int32' ? 'DT_INT32' : 'DT_FLOAT')
  return {
    format: 'graph-model',
    modelTopology: {
      node: [
        {
          name: 'input',
          op: 'Placeholder',
          attr: {
            dtype: { type: 'DT_FLOAT' },
            shape: { shape: { dim: [-1, 224, 224, 3].map((size) => ({ size: String(size) })) } },
          },
        },
        ...Object.entries(constants).map(([name, { value, dtype }]) => ({
          name,
          op: 'Const',
          attr: {
            dtype: { type: type(dtype) },
            value: {
              tensor: {
                dtype: type(dtype),
                tensorShape: { dim: value.shape.map((size) => ({ size: String(size) })) },
              },
            },
          },
        })),
        ...Object.entries(nodes).map(([name, { op, input = ['start'], attr }]) => ({
          name,
          op,
          input,
          attr: { T: { type: 'DT_FLOAT' }, ...attr },
        })),
      ],
      versions: { producer: 1 },
    },
    ...packWeights(Object.entries(constants).map(([name, constant]) => ({ name, ...constant }))),
  }
}

/** Attributes of a convolution or a pooling; explicit paddings are [top, bottom, left, right]. */
export function windowAttributes({
  strides = [1, 1],
  padding = 'VALID',
  explicit,
  size,
  dilations = [1, 1],
  fused,
}: {
  strides?: [number, number]
  padding?: 'SAME' | 'VALID'
  explicit?: [number, number, number, number]
  size?: [number, number]
  dilations?: [number, number]
  fused?: string[]
}): Record<string, unknown> {
  return {
    strides: attribute.wholes([1, ...strides, 1]),
    padding: attribute.text(explicit ? 'EXPLICIT' : padding),
    data_format: attribute.text('NHWC'),
    explicit_paddings: attribute.wholes(explicit ? [0, 0, ...explicit, 0, 0] : []),
    ...(size
      ? { ksize: attribute.wholes([1, ...size, 1]) }
      : { dilations: attribute.wholes([1, ...dilations, 1]) }),
    ...(fused && {
      fused_ops: attribute.texts(fused),
      num_args: attribute.whole(1),
      epsilon: attribute.number(0),
    }),
  }
}

/** Pictures of 9 x 8 that the operations under test read, and the same as one row of numbers. */
export const beginning: Record<string, TestNode> = {
  start: { op: 'Pad', input: ['input', 'start/paddings'] },
  row: { op: 'Max', input: ['start', 'axes'], attr: { keep_dims: attribute.flag(false) } },
}
export const known: Record<string, TestConstant> = {
  'start/paddings': wholeNumbers([0, 0, 0, 2, 1, 0, 0, 0], [4, 2]),
  axes: wholeNumbers([1, 2]),
}

export const floats = (value: Trained): TestConstant => ({ value })
export const scalar = (value: number): TestConstant => ({ value: { shape: [], data: [value] } })
export const vector = (...data: number[]): TestConstant => ({ value: { shape: [data.length], data } })

/** Reshapes `row` by number `first` of its own shape and by the numbers. */
export const packed = (
  first: number,
  numbers: number[],
): { nodes: Record<string, TestNode>; constants: Record<string, TestConstant> } => ({
  nodes: {
    shape: { op: 'Shape', input: ['row'] },
    batch: {
      op: 'StridedSlice',
      input: ['shape', 'from', 'to', 'by'],
      attr: {
        shrink_axis_mask: attribute.whole(1),
        begin_mask: attribute.whole(0),
        end_mask: attribute.whole(0),
      },
    },
    sizes: {
      op: 'Pack',
      input: ['batch', ...numbers.map((_, index) => `size${index}`)],
      attr: { axis: attribute.whole(0), N: attribute.whole(numbers.length + 1) },
    },
    tested: { op: 'Reshape', input: ['row', 'sizes'] },
  },
  constants: {
    from: wholeNumbers([first]),
    to: wholeNumbers([first + 1]),
    by: wholeNumbers([1]),
    ...Object.fromEntries(numbers.map((number, index) => [`size${index}`, wholeNumbers([number], [])])),
  },
})
