import path from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import { digestOfFiles } from '@/lib/networks/reading/read-network'
import type { TextDescription } from '../encoder-descriptions'
import { openTextNetwork } from './text-network'

/** What the worker is started with: a folder of an encoder, and what that says of its half that reads words. */
export type TextSetup = { folder: string; text: TextDescription }
export type TextRequest = { number: number; text: string }
/** With the vector, or with why there is none; of all requests where there is no number. */
export type TextAnswer = { number: number; vector: Float32Array } | { number: number | null; error: string }

/** Reading a few words is no work for many threads, and the pages have the other cores. */
const THREADS = 1

const { folder, text }: TextSetup = workerData
const answer = (message: TextAnswer) => parentPort?.postMessage(message)
try {
  const found = await digestOfFiles(folder, text.files)
  if (found !== text.digest) {
    throw new Error(
      `The files in ${folder} have changed since the encoder was added (SHA-256 ${found}, not ${text.digest}). Add it again.`,
    )
  }
  const sources = text.files.map((name) => ({ name, from: path.join(folder, name) }))
  const network = await openTextNetwork(sources, text, THREADS)
  let last = Promise.resolve()
  parentPort?.on('message', ({ number, text: words }: TextRequest) => {
    last = last.then(() =>
      network.encode(words).then(
        (vector) => answer({ number, vector }),
        (error: unknown) => answer({ number, error: describe(error) }),
      ),
    )
  })
} catch (error) {
  answer({ number: null, error: describe(error) })
  // The messages that have come meanwhile would keep it waiting for more.
  parentPort?.close()
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
