import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import * as tf from '@tensorflow/tfjs'
import { describe, expect, it } from 'vitest'
import { decodeWeights } from '@/lib/networks/reading/artifacts'
import { parseLayers } from '@/lib/networks/reading/layers-topology'
import { readTensorflowFiles, tensorflowFilesOf } from '@/lib/networks/reading/tensorflow-files'
import { temporaryDirectory } from '../../setup/temporary'
import { functionalConfig, inputLayer, sequentialConfig } from '../keras/keras-configs'

// Without this, TensorFlow.js advertises its other backends.
tf.enableProdMode()

const graph = { node: [{ name: 'input', op: 'Placeholder' }] }
const spec = (name: string, ...shape: number[]) => ({ name, shape, dtype: 'float32' })

/** Writes a folder of files; those with weights are numbers, or bytes. */
function folderOf(
  modelJson: unknown,
  shards: Readonly<Record<string, Float32Array | Uint16Array | Uint8Array>>,
): string {
  const folder = temporaryDirectory()
  writeFileSync(path.join(folder, 'model.json'), JSON.stringify(modelJson))
  for (const [name, data] of Object.entries(shards)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true })
    writeFileSync(path.join(folder, name), new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
  }
  return path.join(folder, 'model.json')
}

describe('readTensorflowFiles', () => {
  it('reads what TensorFlow.js saves, a layers model, as TensorFlow.js does', async () => {
    const model = tf.sequential({
      layers: [
        tf.layers.conv2d({ inputShape: [8, 8, 3], filters: 4, kernelSize: 3, name: 'first' }),
        tf.layers.batchNormalization({ name: 'second' }),
      ],
    })
    const expected = new Map<string, number[]>()
    let file = ''
    await model.save({
      async save({ modelTopology, weightSpecs = [], weightData = new ArrayBuffer(0) }) {
        const whole = tf.io.concatenateArrayBuffers([weightData].flat())
        const bytes = new Uint8Array(whole)
        file = folderOf(
          {
            format: 'layers-model',
            modelTopology,
            weightsManifest: [{ paths: ['a.bin', 'b.bin', 'c.bin'], weights: weightSpecs }],
          },
          { 'a.bin': bytes.slice(0, 101), 'b.bin': bytes.slice(101, 102), 'c.bin': bytes.slice(102) },
        )
        for (const [name, tensor] of Object.entries(tf.io.decodeWeights(whole, weightSpecs))) {
          expected.set(name, Array.from(tensor.dataSync()))
        }
        return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } }
      },
    })
    const artifacts = await readTensorflowFiles(file)
    expect(artifacts.format).toBe('layers-model')
    expect(parseLayers(artifacts.modelTopology).map(({ kind }) => kind)).toEqual([
      'InputLayer',
      'Conv2D',
      'BatchNormalization',
    ])
    const weights = decodeWeights(artifacts)
    expect(new Map([...weights].map(([name, { data }]) => [name, Array.from(data)]))).toEqual(expected)
    expect(weights.size).toBe(6)
  })

  it('reads a graph model, also one that does not say so, from several groups of several files', async () => {
    const weightsManifest = [
      { paths: ['one.bin', 'two.bin'], weights: [spec('a', 3), spec('b')] },
      { paths: ['below/three.bin'], weights: [spec('c', 2)] },
    ]
    const file = folderOf(
      { modelTopology: graph, weightsManifest },
      {
        'one.bin': Float32Array.of(1, 2),
        'two.bin': Float32Array.of(3, 4),
        'below/three.bin': Float32Array.of(5, 6),
      },
    )
    const artifacts = await readTensorflowFiles(file)
    expect(artifacts).toMatchObject({ format: 'graph-model', modelTopology: graph })
    expect([...decodeWeights(artifacts)].map(([name, { data }]) => [name, ...data])).toEqual([
      ['a', 1, 2, 3],
      ['b', 4],
      ['c', 5, 6],
    ])
    expect(await tensorflowFilesOf(file)).toEqual(['model.json', 'one.bin', 'two.bin', 'below/three.bin'])
  })

  it('names the weights of networks in networks as their layers are named', async () => {
    const prelu = (name: string, ...inputs: string[]) => ({ name, kind: 'PReLU', inputs })
    const base = {
      name: 'base',
      kind: 'Functional',
      inputs: ['input'],
      layers: [inputLayer('keras2', 'inner'), prelu('deep', 'inner')],
    }
    const top = { name: 'top', kind: 'Sequential', inputs: ['base'], layers: [prelu('high')] }
    const config = functionalConfig('keras2', [inputLayer('keras2'), base, top, prelu('end', 'top')])
    const weights = [spec('deep/alpha', 1), spec('top/high/alpha', 1), spec('end/alpha', 1)]
    const file = folderOf(
      { modelTopology: { model_config: config }, weightsManifest: [{ paths: ['w'], weights }] },
      { w: Float32Array.of(1, 2, 3) },
    )
    const { weightSpecs } = await readTensorflowFiles(file)
    expect(weightSpecs.map(({ name }) => name)).toEqual(['base/deep/alpha', 'top/high/alpha', 'end/alpha'])
  })

  it('refuses weights of which it cannot tell the layer', async () => {
    const network = (name: string) => ({
      name,
      kind: 'Sequential',
      layers: [{ name: 'same', kind: 'PReLU' }],
    })
    const config = sequentialConfig('keras2', [inputLayer('keras2'), network('a'), network('b')])
    const file = (...weights: object[]) =>
      folderOf(
        { modelTopology: config, weightsManifest: [{ paths: ['w'], weights }] },
        { w: new Float32Array(weights.length) },
      )
    await expect(readTensorflowFiles(file(spec('same/alpha', 1)))).rejects.toThrow(
      'has a weight same/alpha, which may belong to a/same or b/same.',
    )
    await expect(readTensorflowFiles(file(spec('a/same/alpha', 1), spec('a/same/alpha', 1)))).rejects.toThrow(
      'has two weights a/same/alpha.',
    )
  })

  it('names the file that is missing, or is of another size than its weights', async () => {
    const weightsManifest = [{ paths: ['one.bin', 'two.bin'], weights: [spec('a', 4)] }]
    const model = { modelTopology: graph, weightsManifest }
    const file = folderOf(model, { 'one.bin': Float32Array.of(1, 2), 'two.bin': Float32Array.of(3) })
    await expect(readTensorflowFiles(file)).rejects.toThrow(
      `one.bin, two.bin beside ${file} has 12 bytes, but the weights that are to be in it take 16.`,
    )
    rmSync(path.join(path.dirname(file), 'two.bin'))
    await expect(readTensorflowFiles(file)).rejects.toThrow(
      `${path.join(path.dirname(file), 'two.bin')}, which model.json names, is missing.`,
    )
  })

  it.each(['../outside.bin', '/etc/passwd', 'below/../../outside.bin', '..', '.'])(
    'refuses to read %s, which is not in its folder',
    async (outside) => {
      const file = folderOf(
        { modelTopology: graph, weightsManifest: [{ paths: [outside], weights: [] }] },
        {},
      )
      const message = `${file} names the file ${outside}, which is not in its folder.`
      await expect(readTensorflowFiles(file)).rejects.toThrow(message)
      await expect(tensorflowFilesOf(file)).rejects.toThrow(message)
    },
  )

  it('refuses what is no model.json, and weights that are no numbers', async () => {
    for (const content of [{}, [], 'text', { modelTopology: graph }, null]) {
      const file = folderOf(content, {})
      await expect(readTensorflowFiles(file)).rejects.toThrow(`${file} is no model.json of TensorFlow.js`)
    }
    const weights = [{ name: 'words', shape: [1], dtype: 'string' }]
    const file = folderOf({ modelTopology: graph, weightsManifest: [{ paths: [], weights }] }, {})
    await expect(readTensorflowFiles(file)).rejects.toThrow('dtype')
    writeFileSync(file, '{')
    await expect(readTensorflowFiles(file)).rejects.toThrow('JSON')
    rmSync(file)
    await expect(tensorflowFilesOf(file)).rejects.toThrow('ENOENT')
  })
})
