import path from 'node:path'
import { createRequire } from 'node:module'
import { parentPort, workerData } from 'node:worker_threads'
import * as tf from '@tensorflow/tfjs'
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm'
import type { NetworkCut } from '../network'
import { loadTensorflowNetworks } from './tensorflow-networks'

/** What a worker is started with; it answers once it has loaded the networks. */
export type WasmSetup = { cuts: NetworkCut[]; inputSize: number; mirrored: boolean }
export type WasmRequest = { pixels: Uint8Array<ArrayBuffer>; batch: number }

const { cuts, inputSize, mirrored }: WasmSetup = workerData
try {
  const main = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm')
  setWasmPaths(`${path.dirname(main)}/`)
  await tf.setBackend('wasm')
  const networks = await loadTensorflowNetworks(cuts, inputSize, mirrored)
  parentPort?.on('message', ({ pixels, batch }: WasmRequest) => {
    try {
      parentPort?.postMessage({ pooled: networks.run(pixels, batch) })
    } catch (error) {
      parentPort?.postMessage({ error: describe(error) })
    }
  })
  parentPort?.postMessage({ pooled: [] })
} catch (error) {
  parentPort?.postMessage({ error: describe(error) })
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
