import { stat } from 'node:fs/promises'
import { Worker } from 'node:worker_threads'
import { z } from 'zod'
import { weightSpec, type ModelArtifacts } from '../reading/artifacts'
import type { Hdf5Form } from './hdf5-readers'
import type { Hdf5Request } from './hdf5-worker'

const answer = z.union([
  z.object({
    artifacts: z.object({
      format: z.literal('layers-model'),
      modelTopology: z.looseObject({}),
      weightSpecs: z.array(weightSpec),
      weightData: z.instanceof(ArrayBuffer),
    }),
  }),
  z.object({ error: z.string() }),
])

/** Far more than reading takes. */
const allowedMilliseconds = (bytes: number) => 60_000 + bytes / 5_000

/**
 * Reads an HDF5 file in a thread of its own: its library, which is C compiled to WebAssembly, can run for ever or
 * destroy its memory where a file is damaged. The thread's end closes the file and frees what the library took.
 *
 * @param milliseconds how long the reading may take
 * @throws Error naming the file and what is wrong with it.
 */
export async function readInThread(
  form: Hdf5Form,
  file: string,
  milliseconds?: number,
): Promise<ModelArtifacts> {
  const { size } = await stat(file).catch((error: NodeJS.ErrnoException) => {
    throw new Error(`${file} cannot be read (${error.message}).`, { cause: error })
  })
  const allowed = milliseconds ?? allowedMilliseconds(size)
  const workerData: Hdf5Request = { form, file }
  const worker = new Worker(new URL('./hdf5-worker.mjs', import.meta.url), { workerData, execArgv: [] })
  let timer: NodeJS.Timeout | undefined
  try {
    const message = await new Promise<unknown>((resolve, reject) => {
      worker.once('message', resolve)
      worker.once('error', (error) =>
        reject(new Error(`${file} cannot be read (${String(error)}).`, { cause: error })),
      )
      worker.once('exit', (code) =>
        reject(new Error(`${file} cannot be read: the reader ended with ${code}.`)),
      )
      timer = setTimeout(
        () =>
          reject(new Error(`${file} is damaged: reading it did not end in ${Math.round(allowed / 1000)} s.`)),
        allowed,
      )
    })
    const parsed = answer.parse(message)
    if ('error' in parsed) throw new Error(parsed.error)
    return parsed.artifacts
  } finally {
    clearTimeout(timer)
    await worker.terminate()
  }
}
