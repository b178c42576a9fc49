import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ModelArtifacts } from '@/lib/networks/reading/artifacts'
import {
  byOnnxruntime,
  byTensorflow,
  expectClose,
  expectEnginesAgree,
  inputOf,
  randomWeights,
} from './engines-agree'
import { layersModel, savedSettings, type TestLayer } from './layers-fixture'
import * as reference from './reference-network'
import type { Values } from './reference-network'

const upTo = (most: number) => fc.integer({ min: 1, max: most })
const pair = (most: number): fc.Arbitrary<[number, number]> => fc.tuple(upTo(most), upTo(most))

/** Any window over pictures of any small size, with strides or with dilations, that there is room for. */
const windows = fc
  .record({
    size: upTo(9),
    kernel: pair(4),
    strides: pair(3),
    dilations: pair(3),
    stepping: fc.boolean(),
    padding: fc.constantFrom('same' as const, 'valid' as const),
    seed: fc.nat(),
  })
  .map(({ stepping, strides, dilations, ...window }) => ({
    ...window,
    strides: stepping ? strides : ([1, 1] satisfies [number, number]),
    dilations: stepping ? ([1, 1] satisfies [number, number]) : dilations,
  }))
  .filter(
    ({ padding, size, kernel, dilations }) =>
      padding === 'same' || kernel.every((side, axis) => (side - 1) * (dilations[axis] ?? 1) < size),
  )
type Window = typeof windows extends fc.Arbitrary<infer Drawn> ? Drawn : never

const settings = ({ kernel, strides, dilations, padding }: Window) => ({
  ...savedSettings,
  kernel_size: kernel,
  strides,
  dilation_rate: dilations,
  padding,
  use_bias: false,
})

/** Few channels, and as many as make onnxruntime lay them out in blocks. */
const channels = fc.constantFrom(2, 4, 16, 32)

/** Pictures of so many channels, and what makes them of the network's input. */
function widened({ size, seed }: Window, count: number) {
  const kernel = randomWeights(seed + 1).normal(1, 1, 3, count)
  const config = { ...savedSettings, use_bias: false, filters: count, kernel_size: [1, 1], strides: [1, 1] }
  const wide: TestLayer = { kind: 'Conv2D', config, weights: { kernel } }
  return { wide, input: reference.convolution(inputOf(size), kernel) }
}

describe('a window of any size, strides, dilations and padding over pictures of any size', () => {
  it('convolves', async () => {
    await fc.assert(
      fc.asyncProperty(windows, channels, channels, async (window, inputs, filters) => {
        const { wide, input } = widened(window, inputs)
        const kernel = randomWeights(window.seed).normal(...window.kernel, inputs, filters)
        const tested = {
          kind: 'Conv2D',
          config: { ...settings(window), filters },
          inputs: ['wide'],
          weights: { kernel },
        }
        const expected = reference.convolution(input, kernel, window)
        await expectConvolved(window, layersModel({ wide, tested }), expected)
      }),
      { numRuns: 60 },
    )
  })

  it('convolves groups of channels', async () => {
    await fc.assert(
      fc.asyncProperty(windows, channels, upTo(2), async (window, inputs, multiplier) => {
        const { wide, input } = widened(window, inputs)
        const kernel = randomWeights(window.seed).normal(...window.kernel, inputs / 2, 2 * multiplier)
        const config = { ...settings(window), filters: 2 * multiplier, groups: 2 }
        const tested = { kind: 'Conv2D', config, inputs: ['wide'], weights: { kernel } }
        const expected = reference.convolution(input, kernel, window, 2)
        // TensorFlow.js has no groups.
        expectClose(await byOnnxruntime(layersModel({ wide, tested }), 'tested', window.size), expected)
      }),
      { numRuns: 30 },
    )
  })

  it('convolves each channel by itself', async () => {
    await fc.assert(
      fc.asyncProperty(windows, channels, upTo(3), async (window, inputs, depth_multiplier) => {
        const { wide, input } = widened(window, inputs)
        const depthwise_kernel = randomWeights(window.seed).normal(...window.kernel, inputs, depth_multiplier)
        const config = { ...settings(window), depth_multiplier }
        const tested = { kind: 'DepthwiseConv2D', config, inputs: ['wide'], weights: { depthwise_kernel } }
        const expected = reference.depthwiseConvolution(input, depthwise_kernel, window)
        await expectConvolved(window, layersModel({ wide, tested }), expected)
      }),
      { numRuns: 60 },
    )
  })

  it.each([
    { kind: 'MaxPooling2D', of: 'max' },
    { kind: 'AveragePooling2D', of: 'mean' },
  ] as const)('pools: $kind', async ({ kind, of }) => {
    await fc.assert(
      fc.asyncProperty(windows, channels, async (window, inputs) => {
        const { wide, input } = widened(window, inputs)
        const { kernel, strides, padding } = window
        const tested = { kind, config: { pool_size: kernel, strides, padding }, inputs: ['wide'] }
        const expected = reference.pooling(input, of, kernel, { strides, padding })
        await expectEnginesAgree(layersModel({ wide, tested }), 'tested', window.size, expected)
      }),
      { numRuns: 60 },
    )
  })
})

/** Checks a convolution, which TensorFlow.js is asked for where it can be. */
async function expectConvolved(window: Window, artifacts: ModelArtifacts, expected: Values) {
  const { size, kernel, strides, dilations, padding } = window
  const hasGaps = kernel.some((side, axis) => side < (strides[axis] ?? 1))
  const isUnsafe = padding === 'same' && Math.max(...kernel) > 1 && hasGaps
  expectClose(await byOnnxruntime(artifacts, 'tested', size), expected)
  const tensorflow = byTensorflow(artifacts, 'tested', size)
  if (isUnsafe || (isDepthwise(artifacts) && Math.max(...dilations) > 1)) {
    await expect(tensorflow).rejects.toThrow('which TensorFlow.js cannot run')
  } else {
    expectClose(await tensorflow, expected)
  }
}

const isDepthwise = ({ weightSpecs }: ModelArtifacts) =>
  weightSpecs.some(({ name }) => name.endsWith('depthwise_kernel'))
