import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { z } from 'zod'
import type { EncoderDefinition, PooledLayer } from '../network'
import { inLayerOrder, networksOf, readCuts } from './cuts'
import type { Availability, EngineOptions, LoadedNetworks } from './engine'
import type { WasmRequest, WasmSetup } from './wasm-worker'

const answer = z.union([
  z.object({ pooled: z.array(z.object({ channels: z.number(), data: z.instanceof(Float32Array) })) }),
  z.object({ error: z.string() }),
])

/** Whether TensorFlow.js' WebAssembly backend is installed and this Node has the instructions that make it fast. */
export async function findWasm(): Promise<Availability> {
  try {
    const { version_wasm: version } = await import('@tensorflow/tfjs-backend-wasm')
    return { available: true, version }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return {
      available: false,
      reason: `@tensorflow/tfjs-backend-wasm cannot be loaded (${why}). Install it again: npm ci`,
    }
  }
}

/**
 * Loads an encoder's networks into TensorFlow.js' WebAssembly backend, which has one thread: so into as many workers
 * as there shall be threads, each of which gets its share of a batch.
 *
 * @throws Error naming the layer that is missing, or that TensorFlow.js does not know.
 */
export async function openWasm(
  encoder: EncoderDefinition,
  { threads = availableParallelism() }: EngineOptions,
): Promise<LoadedNetworks> {
  const networks = networksOf(encoder)
  const setup: WasmSetup = {
    cuts: await readCuts(networks),
    inputSize: encoder.picture.size,
    mirrored: encoder.mirrored,
  }
  const workers = Array.from({ length: threads }, () => startWorker(setup))
  const dispose = async () => void (await Promise.all(workers.map((worker) => worker.terminate())))
  try {
    await Promise.all(workers.map(nextAnswer))
  } catch (error) {
    await dispose()
    throw error
  }
  const pictureLength = encoder.picture.size ** 2 * 3
  return {
    async run(pixels, batch) {
      const share = Math.ceil(batch / workers.length)
      const parts = await Promise.all(
        workers.flatMap((worker, index) => {
          const [start, end] = [index * share, Math.min((index + 1) * share, batch)]
          if (start >= end) return []
          // A copy, since it is handed over; `slice` of a Buffer would be the caller's own memory.
          const part = Uint8Array.from(pixels.subarray(start * pictureLength, end * pictureLength))
          return [ask(worker, { pixels: part, batch: end - start })]
        }),
      )
      return inLayerOrder(encoder, networks, joinParts(parts))
    },
    dispose,
  }
}

function startWorker(setup: WasmSetup): Worker {
  return new Worker(new URL('./wasm-worker.mjs', import.meta.url), { workerData: setup, execArgv: [] })
}

async function ask(worker: Worker, request: WasmRequest): Promise<PooledLayer[]> {
  const answered = nextAnswer(worker)
  worker.postMessage(request, [request.pixels.buffer])
  return answered
}

async function nextAnswer(worker: Worker): Promise<PooledLayer[]> {
  const [message] = await once(worker, 'message')
  const parsed = answer.parse(message)
  if ('error' in parsed) throw new Error(parsed.error)
  return parsed.pooled
}

/** Puts the rows of several parts of a batch together, layer by layer. */
function joinParts(parts: readonly PooledLayer[][]): PooledLayer[] {
  const [first = []] = parts
  return first.map(({ channels }, index) => {
    const rows = parts.map((part) => part[index]?.data ?? new Float32Array(0))
    const data = new Float32Array(rows.reduce((sum, row) => sum + row.length, 0))
    let at = 0
    for (const row of rows) {
      data.set(row, at)
      at += row.length
    }
    return { channels, data }
  })
}
