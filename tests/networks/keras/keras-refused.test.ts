import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readHdf5As } from '@/lib/networks/keras/hdf5-readers'
import { readInThread } from '@/lib/networks/keras/hdf5-thread'
import { readKerasModel } from '@/lib/networks/keras/keras-hdf5'
import { temporaryDirectory } from '../../setup/temporary'
import { functionalConfig, inputLayer, sequentialConfig, type DescribedLayer } from './keras-configs'
import { writeKerasModel, writeKerasWeights, type KerasGroup } from './keras-files'
import { conv, convWeights, fileOf, plain, plainLayers, weight } from './keras-networks'

describe('a file that cannot be used', () => {
  const config = functionalConfig('keras2', plainLayers('keras2'))

  async function refusal(groups: readonly KerasGroup[], modelConfig: unknown = config): Promise<string> {
    const file = fileOf()
    await writeKerasModel(file, modelConfig, groups)
    return refusalOf(file)
  }
  async function refusalOf(file: string): Promise<string> {
    const error: unknown = await readHdf5As('keras', file).then(
      () => new Error('It was read.'),
      (reason: unknown) => reason,
    )
    const message = error instanceof Error ? error.message : 'No error.'
    expect(message).toContain(file)
    return message
  }
  const second = convWeights('second', 4)

  it('is refused with the layer and its weight that do not fit', async () => {
    const [kernel, bias] = convWeights('first', 3).weights
    if (!kernel || !bias) throw new Error('There are no weights.')
    expect(await refusal([{ layer: 'first', weights: [kernel] }, second])).toContain(
      'the Conv2D first has 1 weights, but by its settings 2 (kernel, bias).',
    )
    expect(await refusal([second])).toContain('the Conv2D first has 0 weights')
    expect(await refusal([{ layer: 'first', weights: [bias, kernel] }, second])).toContain(
      'first/bias:0 stands where first/kernel does',
    )
    const turned = weight('first/kernel:0', 4, 3, 3, 3)
    expect(await refusal([{ layer: 'first', weights: [turned, bias] }, second])).toContain(
      'The weight kernel of layer first has the shape [4, 3, 3, 3], not [3, 3, in, 4].',
    )
    const doubles = { ...bias, data: Float64Array.from(bias.data) }
    expect(await refusal([{ layer: 'first', weights: [kernel, doubles] }, second])).toContain(
      'the dataset model_weights/first/first/bias:0 has floating-point numbers of 64 bits',
    )
    const integers = { ...bias, data: Int32Array.from(bias.data) }
    expect(await refusal([{ layer: 'first', weights: [kernel, integers] }, second])).toContain(
      'has whole numbers of 32 bits',
    )
  })

  it('is refused when its statistics are not of as many channels', async () => {
    const layer = { name: 'layer', kind: 'BatchNormalization' }
    const weights = ['gamma', 'beta', 'moving_mean'].map((suffix) => weight(`layer/${suffix}:0`, 5))
    const group = { layer: 'layer', weights: [...weights, weight('layer/moving_variance:0', 4)] }
    expect(await refusal([group], sequentialConfig('keras2', [inputLayer('keras2'), layer]))).toContain(
      'The weight moving_variance of layer layer has the shape [4], not [5].',
    )
  })

  it('is refused with the layer that is used twice or in a way that is not understood', async () => {
    const twice = functionalConfig('keras2', [inputLayer('keras2'), conv('first', 'input')])
    const nodes = [[[['input', 0, 0, {}]]], [[['first', 0, 0, {}]]]].flat()
    const shared = {
      ...twice,
      config: {
        ...twice.config,
        layers: [
          { class_name: 'InputLayer', name: 'input', config: {}, inbound_nodes: [] },
          { class_name: 'Conv2D', name: 'first', config: {}, inbound_nodes: nodes },
        ],
      },
    }
    expect(await refusal(plain, shared)).toContain('Layer first is used more than once')
    const base = (inputs: string[]): DescribedLayer => ({
      name: 'base',
      kind: 'Functional',
      inputs,
      layers: [inputLayer('keras2', 'inner'), conv('first', 'inner')],
    })
    const two = functionalConfig('keras2', [inputLayer('keras2'), base(['input', 'input'])])
    expect(await refusal([{ ...plain[0], layer: 'base', weights: plain[0]?.weights ?? [] }], two)).toContain(
      'The network base takes 1 inputs, but is given 2.',
    )
  })

  it('is refused when it is weights alone, with how to save the whole', async () => {
    const file = fileOf()
    await writeKerasWeights(file, plain)
    expect(await refusalOf(file)).toContain('Save the whole model: model.save("NAME.h5").')
  })

  it('is refused when it is no HDF5 file, with what it begins with', async () => {
    const file = fileOf()
    writeFileSync(file, '<!doctype html><title>404</title>')
    expect(await refusalOf(file)).toBe(
      `${file} is no HDF5 file: it begins with "<!doctype html><". A download may have saved a web page in its place.`,
    )
    writeFileSync(file, '')
    expect(await refusalOf(file)).toContain('it is empty')
    await expect(readKerasModel(path.join(temporaryDirectory(), 'none.h5'))).rejects.toThrow(
      /none\.h5 cannot be read/,
    )
    writeFileSync(file, 'PK\u0003\u0004')
    await expect(readKerasModel(file)).rejects.toThrow("Keras' form .keras is such an archive")
  })

  it('is refused wherever it is cut off', async () => {
    const file = fileOf()
    await writeKerasModel(file, config, plain)
    const whole = readFileSync(file)
    const cut = fileOf('cut.h5')
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: whole.length - 1 }), async (length) => {
        writeFileSync(cut, whole.subarray(0, length))
        expect(await refusalOf(cut)).not.toContain('It was read.')
      }),
    )
  })

  it('is refused when it is anything behind the mark of HDF5', async () => {
    const file = fileOf()
    const mark = Buffer.from('894844460d0a1a0a', 'hex')
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 4000 }), async (bytes) => {
        writeFileSync(file, Buffer.concat([mark, bytes]))
        expect(await refusalOf(file)).toContain('is a damaged HDF5 file')
      }),
    )
  })

  it('is refused when its network is anything', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), async (modelConfig) => {
        expect(await refusal(plain, modelConfig)).toContain('model_config')
      }),
      { numRuns: 50 },
    )
  })

  it('is refused when it lists weights that are not there', async () => {
    const names = fc.string({ minLength: 1, maxLength: 12 }).filter((name) => !name.includes('\0'))
    await fc.assert(
      fc.asyncProperty(names, async (name) => {
        const file = fileOf()
        await writeKerasModel(file, config, [convWeights('first', 3), second], { texts: 'variable' })
        const bytes = readFileSync(file)
        const listed = Buffer.from('first/kernel:0')
        const at = bytes.lastIndexOf(listed)
        expect(at).toBeGreaterThan(0)
        Buffer.alloc(listed.length, name).copy(bytes, at)
        writeFileSync(file, bytes)
        expect(await refusalOf(file)).toContain('is missing in the group model_weights/first')
      }),
      { numRuns: 30 },
    )
  })

  it('is given up when the HDF5 library does not come to an end with it', async () => {
    const file = fileOf()
    await writeKerasModel(file, config, plain)
    const bytes = readFileSync(file)
    // The length of the first text in the heap of texts: the library steps past it, to where it was.
    bytes.writeBigUInt64LE(0xfffffffffffffff0n, bytes.indexOf('GCOL') + 24)
    writeFileSync(file, bytes)
    await expect(readInThread('keras', file, 4000)).rejects.toThrow(
      `${file} is damaged: reading it did not end in 4 s.`,
    )
  })
})
