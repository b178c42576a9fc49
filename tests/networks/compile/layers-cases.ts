import { expectEnginesAgree, inputOf } from './engines-agree'
import { layersModel, type TestLayer } from './layers-fixture'
import * as reference from './reference-network'
import type { Values } from './reference-network'

/** A layer, which reads `start` where it does not say what, the layers before it, and what it gives. */
export type LayerCase = {
  before?: Record<string, TestLayer>
  layer: TestLayer
  expected: Values
}

const size = 9

/** Pictures of 7 x 5 that the layers under test read, and the same as one row of numbers. */
const start: TestLayer = {
  kind: 'Cropping2D',
  config: {
    cropping: [
      [2, 0],
      [1, 3],
    ],
  },
  inputs: ['input'],
}
const row: TestLayer = { kind: 'GlobalMaxPooling2D', config: { keepdims: false }, inputs: ['start'] }

/** What `start` and `row` are. */
export const started = reference.padded(inputOf(size), [
  [-2, 0],
  [-1, -3],
])
export const rowed = reference.globalPooling(started, 'max')

/** Checks that every engine gives what the case expects. */
export async function expectLayer({ before, layer, expected }: LayerCase): Promise<void> {
  const artifacts = layersModel({ start, row, ...before, tested: { inputs: ['start'], ...layer } })
  await expectEnginesAgree(artifacts, 'tested', size, expected)
}
