import protobuf from 'protobufjs/light.js'
import { z } from 'zod'

/** Element types of graph inputs, outputs and constants; int64 is carried as BigInt64Array. */
export type ElementType = 'float32' | 'uint8' | 'int64'

export type TensorData = Float32Array | Uint8Array | BigInt64Array

/** A graph input or output; a dimension that is known only when running is a name. */
export type OnnxValue = { name: string; type: ElementType; shape: readonly (number | string)[] }

/** A tensor stored in the graph, row-major. */
export type OnnxConstant = { name: string; dims: readonly number[]; data: TensorData }

/** A float32 tensor of the graph that is handed over when the graph is loaded, so that it is not copied into the file. */
export type OnnxExternal = { name: string; dims: readonly number[] }

/** Operator attributes carry their ONNX type, since 1 may mean an int or a float. */
export type OnnxAttribute =
  | { kind: 'int'; value: number }
  | { kind: 'ints'; value: readonly number[] }
  | { kind: 'float'; value: number }
  | { kind: 'string'; value: string }

/** One operation; an optional input that is left out is the empty string. */
export type OnnxNode = {
  operator: string
  inputs: readonly string[]
  outputs: readonly string[]
  attributes?: Readonly<Record<string, OnnxAttribute>>
}

/** A network as plain data; nodes are in an order in which each reads only what came before it. */
export type OnnxGraph = {
  name: string
  inputs: readonly OnnxValue[]
  outputs: readonly OnnxValue[]
  constants: readonly OnnxConstant[]
  externals?: readonly OnnxExternal[]
  nodes: readonly OnnxNode[]
}

const irVersion = 10
/** Operators mean what this version of https://onnx.ai/onnx/operators/ says. */
const operatorSet = 21

const elementTypes = { float32: 1, uint8: 2, int64: 7 } as const

// The part of onnx.proto3 that a feed-forward network needs; the numbers are the published field numbers.
const schema = protobuf.Root.fromJSON({
  nested: {
    Model: {
      fields: {
        irVersion: { type: 'int64', id: 1 },
        producerName: { type: 'string', id: 2 },
        graph: { type: 'Graph', id: 7 },
        opsetImport: { rule: 'repeated', type: 'OperatorSet', id: 8 },
      },
    },
    OperatorSet: { fields: { domain: { type: 'string', id: 1 }, version: { type: 'int64', id: 2 } } },
    Graph: {
      fields: {
        node: { rule: 'repeated', type: 'Node', id: 1 },
        name: { type: 'string', id: 2 },
        initializer: { rule: 'repeated', type: 'Tensor', id: 5 },
        input: { rule: 'repeated', type: 'ValueInfo', id: 11 },
        output: { rule: 'repeated', type: 'ValueInfo', id: 12 },
      },
    },
    Node: {
      fields: {
        input: { rule: 'repeated', type: 'string', id: 1 },
        output: { rule: 'repeated', type: 'string', id: 2 },
        name: { type: 'string', id: 3 },
        opType: { type: 'string', id: 4 },
        attribute: { rule: 'repeated', type: 'Attribute', id: 5 },
      },
    },
    Attribute: {
      fields: {
        name: { type: 'string', id: 1 },
        f: { type: 'float', id: 2 },
        i: { type: 'int64', id: 3 },
        s: { type: 'bytes', id: 4 },
        ints: { rule: 'repeated', type: 'int64', id: 8 },
        type: { type: 'int32', id: 20 },
      },
    },
    Tensor: {
      fields: {
        dims: { rule: 'repeated', type: 'int64', id: 1 },
        dataType: { type: 'int32', id: 2 },
        name: { type: 'string', id: 8 },
        rawData: { type: 'bytes', id: 9 },
        externalData: { rule: 'repeated', type: 'Entry', id: 13 },
        dataLocation: { type: 'int32', id: 14 },
      },
    },
    Entry: { fields: { key: { type: 'string', id: 1 }, value: { type: 'string', id: 2 } } },
    ValueInfo: { fields: { name: { type: 'string', id: 1 }, type: { type: 'ValueType', id: 2 } } },
    ValueType: { fields: { tensorType: { type: 'TensorType', id: 1 } } },
    TensorType: { fields: { elemType: { type: 'int32', id: 1 }, shape: { type: 'Shape', id: 2 } } },
    Shape: { fields: { dim: { rule: 'repeated', type: 'Dimension', id: 1 } } },
    Dimension: { fields: { dimValue: { type: 'int64', id: 1 }, dimParam: { type: 'string', id: 2 } } },
  },
})
const Model = schema.lookupType('Model')

/**
 * Encodes a graph as an ONNX file (IR version 10, operator set 21).
 *
 * @throws Error when a constant's dimensions do not multiply to the length of its data.
 */
export function encodeOnnxModel(graph: OnnxGraph): Uint8Array {
  return Model.encode({
    irVersion,
    producerName: 'rec-a-sketch',
    opsetImport: [{ domain: '', version: operatorSet }],
    graph: {
      name: graph.name,
      node: graph.nodes.map((node) => ({
        name: node.outputs[0],
        opType: node.operator,
        input: node.inputs,
        output: node.outputs,
        attribute: Object.entries(node.attributes ?? {}).map(([name, attribute]) =>
          encodeAttribute(name, attribute),
        ),
      })),
      initializer: [...graph.constants.map(encodeConstant), ...(graph.externals ?? []).map(encodeExternal)],
      input: graph.inputs.map(encodeValue),
      output: graph.outputs.map(encodeValue),
    },
  }).finish()
}

function encodeAttribute(name: string, attribute: OnnxAttribute) {
  switch (attribute.kind) {
    case 'float':
      return { name, type: 1, f: attribute.value }
    case 'int':
      return { name, type: 2, i: attribute.value }
    case 'string':
      return { name, type: 3, s: new TextEncoder().encode(attribute.value) }
    case 'ints':
      return { name, type: 7, ints: attribute.value }
  }
}

function encodeConstant({ name, dims, data }: OnnxConstant) {
  const size = dims.reduce((product, dim) => product * dim, 1)
  if (size !== data.length) {
    throw new Error(
      `Constant ${name} has ${data.length} elements; its shape [${dims.join(', ')}] needs ${size}.`,
    )
  }
  return {
    name,
    dims,
    dataType: elementTypes[elementTypeOf(data)],
    rawData: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
  }
}

function encodeExternal({ name, dims }: OnnxExternal) {
  const externalData = [{ key: 'location', value: name }]
  return { name, dims, dataType: elementTypes.float32, dataLocation: 1, externalData }
}

function encodeValue({ name, type, shape }: OnnxValue) {
  const dim = shape.map((size) => (typeof size === 'number' ? { dimValue: size } : { dimParam: size }))
  return { name, type: { tensorType: { elemType: elementTypes[type], shape: { dim } } } }
}

/** The element type that a typed array carries. */
export function elementTypeOf(data: TensorData): ElementType {
  if (data instanceof Float32Array) return 'float32'
  return data instanceof Uint8Array ? 'uint8' : 'int64'
}

const initializer = z.object({
  externalData: z.array(z.object({ key: z.string(), value: z.string() })).default([]),
})
const withInitializers = z.object({
  graph: z.object({ initializer: z.array(initializer).default([]) }),
})

/**
 * The files that hold weights of an ONNX file beside it, relative to its folder; none when it has them all itself.
 *
 * @throws Error when the bytes are no ONNX file.
 */
export function externalFilesOf(onnx: Uint8Array): string[] {
  const { graph } = withInitializers.parse(Model.toObject(Model.decode(onnx)))
  const entries = graph.initializer.flatMap(({ externalData }) => externalData)
  return [...new Set(entries.filter(({ key }) => key === 'location').map(({ value }) => value))]
}
