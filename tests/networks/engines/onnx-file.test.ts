import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { detectEncoder } from '@/lib/networks/reading/detect-encoder'
import type { PixelScaling, Pooling } from '@/lib/networks/network'
import { openOnnxFile } from '@/lib/networks/engines/onnx-file'
import { encodeOnnxModel, type OnnxGraph } from '@/lib/numerics/onnx-model'
import { SIDE, tinyTransformer, WIDTH } from '../../hub/onnx-encoders'
import { temporaryDirectory } from '../../setup/temporary'

const SIZE = 6
const CHANNELS = 2
const kernel = Float32Array.of(0.5, -1, 2, 1, 0.25, -0.5)
const flat = { kind: 'ints', value: [0, 2, 1] } as const

/** Each place times a matrix; given as places, as tokens and as one row of numbers. */
const graph: OnnxGraph = {
  name: 'image-encoder',
  inputs: [{ name: 'pixel_values', type: 'float32', shape: ['batch', 3, SIZE, SIZE] }],
  outputs: [
    { name: 'places', type: 'float32', shape: ['batch', CHANNELS, SIZE, SIZE] },
    { name: 'last_hidden_state', type: 'float32', shape: ['batch', SIZE * SIZE, CHANNELS] },
    { name: 'pooler_output', type: 'float32', shape: ['batch', CHANNELS] },
  ],
  constants: [{ name: 'as rows', dims: [3], data: BigInt64Array.of(0n, BigInt(CHANNELS), -1n) }],
  externals: [{ name: 'kernel.data', dims: [CHANNELS, 3, 1, 1] }],
  nodes: [
    { operator: 'Conv', inputs: ['pixel_values', 'kernel.data'], outputs: ['places'] },
    { operator: 'Reshape', inputs: ['places', 'as rows'], outputs: ['rows'] },
    { operator: 'Transpose', inputs: ['rows'], outputs: ['last_hidden_state'], attributes: { perm: flat } },
    { operator: 'GlobalAveragePool', inputs: ['places'], outputs: ['means'] },
    { operator: 'Flatten', inputs: ['means'], outputs: ['pooler_output'] },
  ],
}
const config = {
  do_center_crop: true,
  crop_size: { height: SIZE, width: SIZE },
  size: { shortest_edge: 8 },
  resample: 3,
  image_mean: [0.5, 0.4, 0.3],
  image_std: [0.2, 0.25, 0.5],
}
const scaling: PixelScaling = { channels: 'bgr', scale: [1, 0.5, 0.1], offset: [-10, 0, 3] }
const pixels = Uint8Array.from({ length: 2 * SIZE * SIZE * 3 }, (_, at) => (at * 67 + (at % 7) * 31) % 256)

function writeEncoder(): string {
  const folder = temporaryDirectory()
  const file = path.join(folder, 'encoder.onnx')
  writeFileSync(file, encodeOnnxModel(graph))
  writeFileSync(path.join(folder, 'kernel.data'), new Uint8Array(kernel.buffer))
  return file
}

/** What the network makes of a picture at a place, `[CHANNELS]`. */
function placeOf(picture: number, place: number): number[] {
  const from = (picture * SIZE * SIZE + place) * 3
  const expected = [2, 1, 0].map(
    (channel, at) => (pixels[from + channel] ?? 0) * (scaling.scale[at] ?? 0) + (scaling.offset[at] ?? 0),
  )
  return Array.from({ length: CHANNELS }, (_, output) =>
    expected.reduce((sum, value, at) => sum + value * (kernel[output * 3 + at] ?? 0), 0),
  )
}

async function run(layer: string, pooling: Pooling, mirrored: boolean): Promise<number[]> {
  const network = {
    name: 'onnx',
    digest: '',
    scaling,
    source: { format: 'onnx' as const, locate: async () => writeEncoder() },
  }
  const picture = { size: SIZE, fit: 'fill' as const, kernel: 'cubic' as const }
  const layers = [{ network, layer, pooling, weight: 1 }]
  const opened = await openOnnxFile({ picture, mirrored }, { network, layers }, { cacheDir: '' })
  const [pooled] = await opened.run(pixels, 2)
  await opened.dispose()
  return Array.from(pooled?.data ?? [])
}

describe('an ONNX file', () => {
  const places = [0, 1].map((picture) =>
    Array.from({ length: SIZE * SIZE }, (_, place) => placeOf(picture, place)),
  )
  const means = places.map((rows) =>
    Array.from(
      { length: CHANNELS },
      (_, at) => rows.reduce((sum, row) => sum + (row[at] ?? 0), 0) / rows.length,
    ),
  )
  const cases: [string, Pooling, number[]][] = [
    ['pooler_output', 'mean', means.flat()],
    ['places', 'mean', means.flat()],
    ['places', 'flat', places.flat(2)],
    ['last_hidden_state', 'mean', means.flat()],
    ['last_hidden_state', 'first', places.flatMap(([first = []]) => first)],
    ['last_hidden_state', 'flat', places.flat(2)],
    ['last_hidden_state', 'patches', means.flat()],
  ]

  it.each(cases)('gives its output %s, pooled by %s', async (layer, pooling, expected) => {
    const actual = await run(layer, pooling, false)
    expect(actual).toHaveLength(expected.length)
    actual.forEach((value, at) => expect(value).toBeCloseTo(expected[at] ?? Number.NaN, 2))
  })

  it('when mirrored, gives the mean over a picture and its mirror image', async () => {
    const mirror = (place: number) => Math.floor(place / SIZE) * SIZE + (SIZE - 1 - (place % SIZE))
    const actual = await run('places', 'flat', true)
    const expected = places.flatMap((rows) =>
      rows.flatMap((row, place) => row.map((value, at) => (value + (rows[mirror(place)]?.[at] ?? 0)) / 2)),
    )
    actual.forEach((value, at) => expect(value).toBeCloseTo(expected[at] ?? Number.NaN, 2))
  })

  it('is refused by name when it has no such output, or one that cannot be pooled so', async () => {
    await expect(run('nowhere', 'mean', false)).rejects.toThrow(
      'onnx nowhere is no output of float32 numbers.',
    )
    await expect(run('places', 'first', false)).rejects.toThrow(
      'The output onnx places has the shape [1, 2, 6, 6], which cannot be pooled by first.',
    )
  })
})

describe('a transformer', () => {
  it.each([0, 4])(
    'gives its class token, and the mean of the patches without it and %i registers',
    async (registers) => {
      const file = path.join(temporaryDirectory(), 'model.onnx')
      writeFileSync(file, tinyTransformer(registers))
      const network = {
        name: 'tiny',
        digest: '',
        scaling,
        source: { format: 'onnx' as const, locate: async () => file },
      }
      const layers = (['first', 'patches', 'flat'] as const).map((pooling) => {
        return { network, layer: 'last_hidden_state', pooling, weight: 1 }
      })
      const picture = { size: SIDE, fit: 'fill' as const, kernel: 'cubic' as const }
      const opened = await openOnnxFile({ picture, mirrored: false }, { network, layers }, { cacheDir: '' })
      const seen = Uint8Array.from({ length: SIDE * SIDE * 3 }, (_, at) => (at * 67) % 256)
      const [first, patches, all = new Float32Array(0)] = (await opened.run(seen, 1)).map(({ data }) => data)
      await opened.dispose()
      const tokens = Array.from({ length: 1 + registers + 16 }, (_, at) =>
        Array.from(all.subarray(at * WIDTH, (at + 1) * WIDTH)),
      )
      expect(all).toHaveLength(tokens.length * WIDTH)
      expect(Array.from(first ?? [])).toEqual(tokens[0])
      expect(patches).toHaveLength(WIDTH)
      patches?.forEach((value, at) => {
        const expected = tokens.slice(-16).reduce((sum, token) => sum + (token[at] ?? Number.NaN), 0) / 16
        expect(value / expected).toBeCloseTo(1, 3)
      })
    },
  )
})

describe('what an ONNX file tells', () => {
  it('is its files, the size of its input, and the output that describes a picture', async () => {
    const file = writeEncoder()
    expect(await detectEncoder(file)).toEqual({
      form: 'onnx',
      folder: path.dirname(file),
      files: ['encoder.onnx', 'kernel.data'],
      picture: { size: SIZE },
      scaling: undefined,
      features: [
        { layer: 'pooler_output', pooling: 'mean', form: 'vector' },
        { layer: 'last_hidden_state', pooling: 'mean', form: 'tokens' },
      ],
      forms: new Map([
        ['places', 'places'],
        ['last_hidden_state', 'tokens'],
        ['pooler_output', 'vector'],
      ]),
    })
  })

  it('is completed by the preprocessor_config.json beside it', async () => {
    const file = writeEncoder()
    writeFileSync(path.join(path.dirname(file), 'preprocessor_config.json'), JSON.stringify(config))
    const { picture, scaling } = await detectEncoder(file)
    expect(picture).toEqual({ size: SIZE, fit: 'cover', shortSide: 8, kernel: 'cubic' })
    expect((scaling?.scale[2] ?? 0) * 255 + (scaling?.offset[2] ?? 0)).toBeCloseTo((1 - 0.3) / 0.5, 10)
  })

  it('is refused with the name of a configuration that cannot be used', async () => {
    const file = writeEncoder()
    writeFileSync(path.join(path.dirname(file), 'preprocessor_config.json'), '{"size": "large"}')
    await expect(detectEncoder(file)).rejects.toThrow(/preprocessor_config\.json cannot be used \([^]*size/)
  })

  it('is refused when its weights are outside of its folder', async () => {
    const file = writeEncoder()
    const text = Buffer.from(encodeOnnxModel(graph))
      .toString('latin1')
      .replaceAll('kernel.data', '../nel.data')
    writeFileSync(file, Buffer.from(text, 'latin1'))
    await expect(detectEncoder(file)).rejects.toThrow(
      'encoder.onnx has weights in ../nel.data, which is not in its folder.',
    )
  })

  it('is refused when it is cut off', async () => {
    const file = writeEncoder()
    writeFileSync(file, encodeOnnxModel(graph).subarray(0, 100))
    await expect(detectEncoder(file)).rejects.toThrow(`${file} is no ONNX file, or it is damaged`)
  })

  it('is refused when it takes no pictures', async () => {
    const file = writeEncoder()
    const words = encodeOnnxModel({
      name: 'text-encoder',
      constants: [],
      inputs: [{ name: 'input_ids', type: 'int64', shape: ['batch', 77] }],
      outputs: [{ name: 'ids', type: 'int64', shape: ['batch', 77] }],
      nodes: [{ operator: 'Identity', inputs: ['input_ids'], outputs: ['ids'] }],
    })
    writeFileSync(file, words)
    await expect(detectEncoder(file)).rejects.toThrow(
      'encoder.onnx takes int64 [batch, 77]; an image encoder takes float32 [batch, 3, height, width].',
    )
  })
})
