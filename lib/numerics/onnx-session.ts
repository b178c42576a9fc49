import type { InferenceSession } from 'onnxruntime-node'
import { elementTypeOf, type TensorData } from './onnx-model'

/** A row-major tensor. */
export type Tensor = { data: TensorData; dims: readonly number[] }

/** An input or output of a graph; a dimension that is known only when running is a name. */
export type SessionValue = { name: string; type: string; shape: readonly (number | string)[] }

/** A loaded graph. */
export type Session = {
  inputs: readonly SessionValue[]
  outputs: readonly SessionValue[]
  /**
   * Runs the graph on named inputs and returns its outputs by name. onnxruntime computes on the calling thread
   * (plus its own), so the event loop stands still meanwhile; libuv's threads do not.
   *
   * @throws Error when an input is missing or has another type or shape than the graph says.
   */
  run(inputs: Readonly<Record<string, Tensor>>): Promise<Record<string, Tensor>>
  /** Frees the native memory; the session cannot run afterwards. */
  dispose(): Promise<void>
}

export type SessionOptions = {
  /** Threads for one operator; by default as many as there are cores. */
  threads?: number
  /** The tensors that the graph names as externals. */
  externals?: Readonly<Record<string, Float32Array>>
}

/**
 * Loads an ONNX model into onnxruntime on the CPU, from its bytes or from a file, which may have its weights in
 * other files beside it. The library itself is loaded at the first call.
 *
 * @throws Error from onnxruntime when it is no model that it can run.
 */
export async function createSession(
  onnx: Uint8Array | string,
  options: SessionOptions = {},
): Promise<Session> {
  const ort = await import('onnxruntime-node')
  const sessionOptions: InferenceSession.SessionOptions = {
    executionProviders: ['cpu'],
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    intraOpNumThreads: options.threads ?? 0,
    interOpNumThreads: 1,
    logSeverityLevel: 3,
    externalData: Object.entries(options.externals ?? {}).map(
      ([path, { buffer, byteOffset, byteLength }]) => ({
        path,
        data: new Uint8Array(buffer, byteOffset, byteLength),
      }),
    ),
    // Idle threads that wait in a busy loop would take the cores from decoding, and from the web server.
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  }
  const session = await (typeof onnx === 'string'
    ? ort.InferenceSession.create(onnx, sessionOptions)
    : ort.InferenceSession.create(onnx, sessionOptions))

  return {
    inputs: session.inputMetadata.map(describe),
    outputs: session.outputMetadata.map(describe),
    async run(inputs) {
      const feeds: Record<string, InstanceType<typeof ort.Tensor>> = {}
      for (const [name, { data, dims }] of Object.entries(inputs)) {
        feeds[name] = new ort.Tensor(elementTypeOf(data), data, dims)
      }
      const results = await session.run(feeds)
      const outputs: Record<string, Tensor> = {}
      for (const [name, { data, dims }] of Object.entries(results)) {
        if (!(data instanceof Float32Array || data instanceof Uint8Array || data instanceof BigInt64Array)) {
          throw new Error(`Output ${name} has an element type other than float32, uint8 and int64.`)
        }
        outputs[name] = { data, dims }
      }
      return outputs
    },
    dispose: () => session.release(),
  }
}

function describe(value: InferenceSession.ValueMetadata): SessionValue {
  return value.isTensor
    ? { name: value.name, type: value.type, shape: value.shape }
    : { name: value.name, type: 'no tensor', shape: [] }
}
