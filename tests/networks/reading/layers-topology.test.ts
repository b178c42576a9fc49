import { describe, expect, it } from 'vitest'
import { layersNeeded, parseLayers, type Layer } from '@/lib/networks/reading/layers-topology'
import { functionalConfig, inputLayer, sequentialConfig, type DescribedLayer } from '../keras/keras-configs'

const names = (layers: readonly Layer[]) => layers.map(({ name, inputs }) => [name, ...inputs])
const relu = (name: string, ...inputs: string[]): DescribedLayer => ({ name, kind: 'ReLU', inputs })

describe('parseLayers', () => {
  const layers = [inputLayer('keras2'), relu('a', 'input'), relu('b', 'a')]
  const graph = functionalConfig('keras2', layers)
  const expected = [['input'], ['a', 'input'], ['b', 'a']]

  it('reads a topology as converters write it, and as TensorFlow.js itself does', () => {
    expect(names(parseLayers({ keras_version: '2.15.0', model_config: graph }))).toEqual(expected)
    expect(names(parseLayers({ ...graph, keras_version: 'tfjs-layers 4.22.0' }))).toEqual(expected)
    expect(names(parseLayers({ model_config: { config: { layers: graph.config.layers } } }))).toEqual(
      expected,
    )
  })

  it('reads Sequential models, also those of the first versions, which are only a list', () => {
    const chain = sequentialConfig('keras2', layers)
    expect(names(parseLayers({ model_config: chain }))).toEqual(expected)
    expect(names(parseLayers({ class_name: 'Sequential', config: chain.config.layers }))).toEqual(expected)
  })

  it('gives a Sequential model that does not say it an input like that of its first layer', () => {
    const first = { ...relu('a'), config: { batch_input_shape: [null, 5, 5, 3] } }
    const [input] = parseLayers(sequentialConfig('keras2', [first]))
    expect(input).toMatchObject({ name: 'a_input', config: { batch_input_shape: [null, 5, 5, 3] } })
    const nested = {
      name: 'base',
      kind: 'Functional',
      layers: [inputLayer('keras2', 'inner', [null, 7, 7, 3])],
    }
    expect(parseLayers(sequentialConfig('keras2', [nested]))).toMatchObject([
      { name: 'base_input', config: { batch_input_shape: [null, 7, 7, 3] } },
    ])
  })

  it('reads what Keras 2 writes of operations: one input not in a list, and numbers', () => {
    const operation = {
      class_name: 'TFOpLambda',
      name: 'times',
      config: { name: 'times', function: 'math.multiply' },
      inbound_nodes: [['input', 0, 0, { y: 2, name: null }]],
    }
    const sum = {
      class_name: 'Add',
      name: 'sum',
      config: { name: 'sum' },
      inbound_nodes: [
        [
          ['times', 0, 0, {}],
          ['_CONSTANT_VALUE', -1, 3, null],
        ],
      ],
    }
    const [input] = [graph.config.layers].flat()
    const topology = { model_config: { config: { layers: [input, operation, sum] } } }
    expect(names(parseLayers(topology))).toEqual([['input'], ['times', 'input'], ['sum', 'times']])
  })

  it('understands settings that Keras wraps', () => {
    const config = {
      activation: {
        module: 'builtins',
        class_name: 'function',
        config: 'relu6',
        registered_name: 'function',
      },
      alpha: { class_name: '__numpy__', config: { value: 0.2, dtype: 'float32' } },
      padding: { class_name: '__tuple__', items: [1, { class_name: '__tuple__', items: [2, 3] }] },
    }
    const [, layer] = parseLayers(
      functionalConfig('keras2', [inputLayer('keras2'), { ...relu('a', 'input'), config }]),
    )
    expect(layer?.config).toMatchObject({ activation: 'relu6', alpha: 0.2, padding: [1, [2, 3]] })
  })

  it('puts networks in networks in their place, however deep, with each input and output where it belongs', () => {
    const twoOfThem: DescribedLayer = {
      name: 'pair',
      kind: 'Functional',
      inputs: ['a', 'b'],
      layers: [
        inputLayer('keras2', 'left'),
        inputLayer('keras2', 'right'),
        { name: 'chain', kind: 'Sequential', inputs: ['right'], layers: [relu('x'), relu('y')] },
        { name: 'sum', kind: 'Add', inputs: ['left', 'chain'] },
      ],
    }
    const config = functionalConfig('keras2', [...layers, twoOfThem, relu('end', 'pair')])
    const parsed = JSON.parse(
      JSON.stringify(config).replace(
        '"input_layers":[["left",0,0]]',
        '"input_layers":[["left",0,0],["right",0,0]]',
      ),
    )
    expect(names(parseLayers(parsed))).toEqual([
      ...expected,
      ['pair/chain/x', 'b'],
      ['pair/chain/y', 'pair/chain/x'],
      ['pair/sum', 'a', 'pair/chain/y'],
      ['end', 'pair/sum'],
    ])
  })

  it('refuses what it cannot put together, with the name', () => {
    const base: DescribedLayer = { name: 'base', kind: 'Functional', inputs: ['input'], layers }
    const config = JSON.stringify(
      functionalConfig('keras2', [inputLayer('keras2'), base, relu('end', 'base')]),
    )
    const parse = (from: string, to: string) => () => parseLayers(JSON.parse(config.replaceAll(from, to)))
    expect(parse('[["base",0,0,{}]]', '[["base",0,1,{}]]')).toThrow('The network base has no output 1.')
    expect(parse('[["a",0,0,{}]]', '[["a",0,1,{}]]')).toThrow('Output 1 of layer base/a is read')
    expect(parse('"input_layers":[["input",0,0]]', '"input_layers":[]')).toThrow(
      'The network base takes 0 inputs, but is given 1.',
    )
    expect(parse('"name":"b"', '"name":"a"')).toThrow('The network has two layers with the name base/a.')
    const twice = [[['input', 0, 0, {}]], [['input', 0, 0, {}]]]
    expect(parse('"inbound_nodes":[[["base",0,0,{}]]]', `"inbound_nodes":${JSON.stringify(twice)}`)).toThrow(
      'Layer end is used more than once, which is not supported.',
    )
    expect(() => parseLayers({ node: [] })).toThrow()
  })
})

describe('layersNeeded', () => {
  const layer = (name: string, ...inputs: string[]): Layer => ({ name, kind: 'Add', config: {}, inputs })

  it('orders the layers that are needed so that each comes after those that it reads', () => {
    const layers = [layer('end', 'left', 'right'), layer('unused', 'start'), layer('right', 'left')]
    const all = [...layers, layer('left', 'start'), layer('start')]
    expect(layersNeeded(all, ['end']).map(({ name }) => name)).toEqual(['start', 'left', 'right', 'end'])
  })

  it('refuses layers that are missing or read themselves', () => {
    expect(() => layersNeeded([layer('a', 'b')], ['a'])).toThrow('The network has no layer b.')
    expect(() => layersNeeded([layer('a', 'b'), layer('b', 'a')], ['a'])).toThrow(
      'Layer a reads its own output.',
    )
  })
})
