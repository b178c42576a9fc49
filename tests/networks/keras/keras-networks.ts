import path from 'node:path'
import { seededNormal } from '@/lib/numerics/seeded-random'
import { temporaryDirectory } from '../../setup/temporary'
import { inputLayer, type DescribedLayer, type KerasStyle } from './keras-configs'
import type { KerasGroup, KerasWeight } from './keras-files'

const normal = seededNormal(1)
export const weight = (name: string, ...shape: number[]): KerasWeight => ({
  name,
  shape,
  data: Float32Array.from({ length: shape.reduce((product, size) => product * size, 1) }, normal),
})
export const conv = (name: string, ...inputs: string[]): DescribedLayer => ({
  name,
  kind: 'Conv2D',
  config: { filters: 4, kernel_size: [3, 3], activation: 'relu' },
  inputs,
})
export const convWeights = (layer: string, channels: number): KerasGroup => ({
  layer,
  weights: [weight(`${layer}/kernel:0`, 3, 3, channels, 4), weight(`${layer}/bias:0`, 4)],
})

/** Where a test's file goes, in a folder of its own. */
export function fileOf(name = 'network.h5'): string {
  return path.join(temporaryDirectory(), name)
}

/** The weights as they were written, by the names that they are to have. */
export function written(groups: readonly KerasGroup[], names: readonly string[]) {
  const weights = groups.flatMap(({ weights }) => weights)
  return new Map(
    names.map((name, at) => [name, { shape: weights[at]?.shape, data: weights[at]?.data }] as const),
  )
}

/** A network of two convolutions and their sum: its weights by layer, its layers, its weights’ names. */
export const plain = [convWeights('first', 3), { layer: 'sum', weights: [] }, convWeights('second', 4)]
export const plainLayers = (style: KerasStyle) => [
  inputLayer(style),
  conv('first', 'input'),
  conv('second', 'first'),
  { name: 'sum', kind: 'Add', inputs: ['first', 'second'] },
]
export const plainNames = ['first/kernel', 'first/bias', 'second/kernel', 'second/bias']
