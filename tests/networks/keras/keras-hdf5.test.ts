import { chmodSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { decodeWeights } from '@/lib/networks/reading/artifacts'
import { readHdf5As } from '@/lib/networks/keras/hdf5-readers'
import { readKerasModel } from '@/lib/networks/keras/keras-hdf5'
import { layersNeeded, parseLayers } from '@/lib/networks/reading/layers-topology'
import { temporaryDirectory } from '../../setup/temporary'
import { functionalConfig, inputLayer, sequentialConfig, type DescribedLayer } from './keras-configs'
import { writeKerasModel } from './keras-files'
import { conv, convWeights, fileOf, plain, plainLayers, plainNames, written } from './keras-networks'

describe.each(['keras2', 'keras3'] as const)('a network of %s', (style) => {
  const version = style === 'keras2' ? '2.15.0' : '3.4.1'

  it('has its layers, what they read, and its weights to the bit', async () => {
    const file = fileOf()
    await writeKerasModel(file, functionalConfig(style, plainLayers(style)), plain, { version })
    const artifacts = await readKerasModel(file)
    const layers = parseLayers(artifacts.modelTopology)
    expect(layers.map(({ name, kind, inputs }) => [name, kind, ...inputs])).toEqual([
      ['input', 'InputLayer'],
      ['first', 'Conv2D', 'input'],
      ['second', 'Conv2D', 'first'],
      ['sum', 'Add', 'first', 'second'],
    ])
    expect(layers[0]?.config).toMatchObject({ batch_input_shape: [null, 8, 8, 3], dtype: 'float32' })
    expect(layers[1]?.config).toMatchObject({ filters: 4, activation: 'relu', dtype: 'float32' })
    expect(artifacts).toMatchObject({
      format: 'layers-model',
      modelTopology: { keras_version: version, model_config: { config: { name: 'network' } } },
    })
    expect(decodeWeights(artifacts)).toEqual(written(plain, plainNames))
  })

  it('may be Sequential, with and without saying its input first', async () => {
    const chain = (first: DescribedLayer[]) =>
      sequentialConfig(style, [...first, conv('first'), conv('second')])
    for (const first of [[], [inputLayer(style, 'first_input')]]) {
      const file = fileOf()
      await writeKerasModel(file, chain(first), plain, { version })
      const artifacts = await readHdf5As('keras', file)
      expect(parseLayers(artifacts.modelTopology).map(({ name, inputs }) => [name, ...inputs])).toEqual([
        ['first_input'],
        ['first', 'first_input'],
        ['second', 'first'],
      ])
      expect(decodeWeights(artifacts)).toEqual(written(plain, plainNames))
    }
  })

  it('has the networks that are its layers put in their place', async () => {
    const inner: DescribedLayer = {
      name: 'base',
      kind: 'Functional',
      inputs: ['input'],
      layers: [inputLayer(style, 'inner_input'), conv('a', 'inner_input'), conv('b', 'a')],
    }
    const chain: DescribedLayer = { name: 'head', kind: 'Sequential', inputs: ['base'], layers: [conv('a')] }
    const groups = [
      {
        layer: 'base',
        weights: [convWeights('a', 3), convWeights('b', 4)].flatMap(({ weights }) => weights),
      },
      { layer: 'head', weights: convWeights('head/a', 4).weights },
    ]
    const file = fileOf()
    const sum = { name: 'sum', kind: 'Add', inputs: ['base', 'head'] }
    await writeKerasModel(file, functionalConfig(style, [inputLayer(style), inner, chain, sum]), groups, {
      version,
    })
    const artifacts = await readHdf5As('keras', file)
    expect(parseLayers(artifacts.modelTopology).map(({ name, inputs }) => [name, ...inputs])).toEqual([
      ['input'],
      ['base/a', 'input'],
      ['base/b', 'base/a'],
      ['head/a', 'base/b'],
      ['sum', 'base/b', 'head/a'],
    ])
    const names = ['base/a', 'base/b', 'head/a'].flatMap((name) => [`${name}/kernel`, `${name}/bias`])
    expect(decodeWeights(artifacts)).toEqual(written(groups, names))
  })
})

describe('a layer that only training asks for', () => {
  it('is kept, without what it remembers', async () => {
    const file = fileOf()
    const layer = { name: 'flip', kind: 'RandomFlip', config: { mode: 'horizontal' } }
    const state = { name: 'flip/StateVar:0', shape: [3], data: Int32Array.of(1, 2, 3) }
    await writeKerasModel(file, sequentialConfig('keras2', [inputLayer('keras2'), layer]), [
      { layer: 'flip', weights: [state] },
    ])
    const artifacts = await readHdf5As('keras', file)
    expect(parseLayers(artifacts.modelTopology)[1]).toMatchObject({ kind: 'RandomFlip' })
    expect(artifacts.weightSpecs).toEqual([])
  })
})

describe('readKerasModel', () => {
  it('reads from a folder that cannot be written, and leaves nothing open', async () => {
    const folder = temporaryDirectory()
    const file = path.join(folder, 'network.h5')
    await writeKerasModel(file, functionalConfig('keras3', plainLayers('keras3')), plain)
    chmodSync(file, 0o444)
    chmodSync(folder, 0o555)
    const open = () => readdirSync('/proc/self/fd').length
    try {
      const before = open()
      const artifacts = await readKerasModel(file)
      expect(decodeWeights(artifacts)).toEqual(written(plain, plainNames))
      expect(layersNeeded(parseLayers(artifacts.modelTopology), ['second'])).toHaveLength(3)
      expect(open()).toBeLessThanOrEqual(before)
    } finally {
      chmodSync(folder, 0o755)
    }
  })
})
