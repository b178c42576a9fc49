import { encodeOnnxModel, type OnnxConstant, type OnnxGraph, type OnnxNode } from '@/lib/numerics/onnx-model'
import { seededRandom } from '@/lib/numerics/seeded-random'

/** Side of the pictures that these look at. */
export const SIDE = 16
const PATCH = 4
const PATCHES = (SIDE / PATCH) ** 2
/** Numbers of each token. */
export const WIDTH = 12

const pictures = { name: 'pixel_values', type: 'float32', shape: ['batch', 3, 'height', 'width'] } as const

function randomConstant(name: string, dims: readonly number[], seed: number): OnnxConstant {
  const random = seededRandom(seed)
  const length = dims.reduce((product, dim) => product * dim, 1)
  return { name, dims, data: Float32Array.from({ length }, () => random() - 0.5) }
}

/**
 * A vision transformer of one layer with random weights: patches, a class token before them, places, and attention of all to all.
 * It gives `last_hidden_state` `[batch, 17 + registers, 12]`.
 *
 * @param registers tokens between the class token and the patches
 */
export function tinyTransformer(registers = 0): Uint8Array {
  const tokens = 1 + registers + PATCHES
  return encodeOnnxModel({
    name: 'vision-transformer',
    inputs: [pictures],
    outputs: [{ name: 'last_hidden_state', type: 'float32', shape: ['batch', tokens, WIDTH] }],
    constants: [
      randomConstant('patches', [WIDTH, 3, PATCH, PATCH], 1),
      randomConstant('class', [1, 1 + registers, WIDTH], 2),
      randomConstant('places', [1, tokens, WIDTH], 3),
      randomConstant('queries', [WIDTH, WIDTH], 4),
      randomConstant('keys', [WIDTH, WIDTH], 5),
      { name: 'as rows', dims: [3], data: BigInt64Array.of(0n, BigInt(WIDTH), -1n) },
    ],
    nodes: [
      {
        operator: 'Conv',
        inputs: ['pixel_values', 'patches'],
        outputs: ['map'],
        attributes: { strides: { kind: 'ints', value: [PATCH, PATCH] } },
      },
      { operator: 'Reshape', inputs: ['map', 'as rows'], outputs: ['columns'] },
      transposed('columns', 'rows'),
      {
        operator: 'Concat',
        inputs: ['class', 'rows'],
        outputs: ['sequence'],
        attributes: { axis: { kind: 'int', value: 1 } },
      },
      { operator: 'Add', inputs: ['sequence', 'places'], outputs: ['embedded'] },
      { operator: 'MatMul', inputs: ['embedded', 'queries'], outputs: ['asked'] },
      { operator: 'MatMul', inputs: ['embedded', 'keys'], outputs: ['keyed'] },
      transposed('keyed', 'answering'),
      { operator: 'MatMul', inputs: ['asked', 'answering'], outputs: ['scores'] },
      {
        operator: 'Softmax',
        inputs: ['scores'],
        outputs: ['attention'],
        attributes: { axis: { kind: 'int', value: -1 } },
      },
      { operator: 'MatMul', inputs: ['attention', 'embedded'], outputs: ['attended'] },
      { operator: 'Add', inputs: ['embedded', 'attended'], outputs: ['last_hidden_state'] },
    ],
  })
}

function transposed(from: string, to: string): OnnxNode {
  return {
    operator: 'Transpose',
    inputs: [from],
    outputs: [to],
    attributes: { perm: { kind: 'ints', value: [0, 2, 1] } },
  }
}

/** Each place times random weights, which lie in a file of their own: `weightsOfPlaces`. */
export function placesWithExternalWeights(external: string): Uint8Array {
  return encodeOnnxModel({
    name: 'places',
    inputs: [pictures],
    outputs: [{ name: 'places', type: 'float32', shape: ['batch', WIDTH, 'height', 'width'] }],
    constants: [],
    externals: [{ name: external, dims: [WIDTH, 3, 1, 1] }],
    nodes: [{ operator: 'Conv', inputs: ['pixel_values', external], outputs: ['places'] }],
  })
}

/** What the file holds that `placesWithExternalWeights` names. */
export function weightsOfPlaces(): Uint8Array {
  const { data } = randomConstant('weights', [WIDTH, 3, 1, 1], 9)
  return new Uint8Array(data.buffer)
}

/** A network that passes on what it is given, of the inputs that are named. */
export function passingOn(inputs: OnnxGraph['inputs']): Uint8Array {
  return encodeOnnxModel({
    name: 'passing-on',
    inputs,
    outputs: inputs.map((input, index) => ({ ...input, name: `output ${index}` })),
    constants: [],
    nodes: inputs.map(({ name }, index) => ({
      operator: 'Identity',
      inputs: [name],
      outputs: [`output ${index}`],
    })),
  })
}
