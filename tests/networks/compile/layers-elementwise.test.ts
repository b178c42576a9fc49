import { describe, it } from 'vitest'
import { trainingKinds } from '@/lib/networks/reading/training-kinds'
import { randomWeights } from './engines-agree'
import { expectLayer, rowed, started, type LayerCase } from './layers-cases'
import * as reference from './reference-network'
import type { Values } from './reference-network'

const { normal, positive } = randomWeights(7)
const perChannel = { gamma: normal(3), beta: normal(3), mean: normal(3), variance: positive(3) }
const statistics = {
  gamma: perChannel.gamma,
  beta: perChannel.beta,
  moving_mean: perChannel.mean,
  moving_variance: perChannel.variance,
}
const without = (suffix: string) =>
  Object.fromEntries(Object.entries(statistics).filter(([name]) => name !== suffix))
const normalise = (values: Values, which: Partial<typeof perChannel>, epsilon: number) =>
  reference.normalised(values, {
    gamma: which.gamma?.data ?? [1, 1, 1],
    beta: which.beta?.data ?? [0, 0, 0],
    mean: perChannel.mean.data,
    variance: perChannel.variance.data,
    epsilon,
  })

const cases: Record<string, LayerCase> = {
  BatchNormalization: {
    layer: { kind: 'BatchNormalization', config: { axis: [3], epsilon: 1e-3 }, weights: statistics },
    expected: normalise(started, perChannel, 1e-3),
  },
  'BatchNormalization without a scale, of a row': {
    layer: {
      kind: 'BatchNormalization',
      config: { axis: -1, epsilon: 0.01, scale: false },
      inputs: ['row'],
      weights: without('gamma'),
    },
    expected: normalise(rowed, { beta: perChannel.beta }, 0.01),
  },
  'BatchNormalization without a centre': {
    layer: {
      kind: 'BatchNormalization',
      config: { axis: 3, epsilon: 1e-5, center: false },
      weights: without('beta'),
    },
    expected: normalise(started, { gamma: perChannel.gamma }, 1e-5),
  },
  Normalization: {
    layer: {
      kind: 'Normalization',
      config: { axis: [3], invert: false, mean: null, variance: null },
      weights: { mean: perChannel.mean, variance: perChannel.variance },
    },
    expected: normalise(started, {}, 0),
  },
  'Rescaling by numbers': {
    layer: { kind: 'Rescaling', config: { scale: 0.3, offset: -1 } },
    expected: reference.mapped(started, (value) => value * 0.3 - 1),
  },
  'Rescaling by a number for each channel': {
    layer: { kind: 'Rescaling', config: { scale: [0.3, 2, -1], offset: 0.5 } },
    expected: reference.mapped(started, (value, channel) => value * ([0.3, 2, -1][channel] ?? 0) + 0.5),
  },
  'ReLU up to a number': {
    layer: { kind: 'ReLU', config: { max_value: 0.7, negative_slope: 0, threshold: 0 } },
    expected: reference.mapped(started, (value) => Math.min(Math.max(value, 0), 0.7)),
  },
  'ReLU with a slope': {
    layer: { kind: 'ReLU', config: { max_value: null, negative_slope: 0.2, threshold: 0 } },
    expected: reference.mapped(started, reference.leaky(0.2)),
  },
  'LeakyReLU of Keras 2': {
    layer: { kind: 'LeakyReLU', config: { alpha: 0.1 } },
    expected: reference.mapped(started, reference.leaky(0.1)),
  },
  'LeakyReLU of Keras 3': {
    layer: { kind: 'LeakyReLU', config: { negative_slope: 0.15 } },
    expected: reference.mapped(started, reference.leaky(0.15)),
  },
  PReLU: {
    layer: {
      kind: 'PReLU',
      config: { shared_axes: [1, 2] },
      weights: { alpha: { shape: [1, 1, 3], data: [0.1, 0.4, -0.3] } },
    },
    expected: reference.mapped(started, (value, channel) =>
      reference.leaky([0.1, 0.4, -0.3][channel] ?? 0)(value),
    ),
  },
  'PReLU of a row': {
    layer: {
      kind: 'PReLU',
      config: { shared_axes: null },
      inputs: ['lower'],
      weights: { alpha: { shape: [3], data: [0.1, 0.4, -0.3] } },
    },
    before: { lower: { kind: 'Rescaling', config: { scale: 1, offset: -7 }, inputs: ['row'] } },
    expected: reference.mapped(rowed, (value, channel) =>
      reference.leaky([0.1, 0.4, -0.3][channel] ?? 0)(value - 7),
    ),
  },
  ELU: {
    layer: { kind: 'ELU', config: { alpha: 1 } },
    expected: reference.mapped(started, reference.activations.elu),
  },
  'Softmax of a row': {
    layer: { kind: 'Softmax', config: { axis: -1 }, inputs: ['row'] },
    expected: reference.softmax(rowed),
  },
  ...Object.fromEntries(
    trainingKinds.map((kind) => [
      `${kind}, which is for training`,
      { layer: { kind, config: { rate: 0.5, stddev: 1, l1: 1, l2: 1, seed: null } }, expected: started },
    ]),
  ),
  ...Object.fromEntries(
    Object.entries(reference.activations).map(([activation, number]) => [
      `the activation ${activation}`,
      {
        layer: { kind: 'Activation', config: { activation } },
        expected: reference.mapped(started, number),
      },
    ]),
  ),
}

describe('a layer compiled to ONNX, and cut for TensorFlow.js, gives what its definition says:', () => {
  it.each(Object.entries(cases))('%s', (_, found) => expectLayer(found))
})
