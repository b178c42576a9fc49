import { parentPort, workerData } from 'node:worker_threads'
import { readHdf5As, type Hdf5Form } from './hdf5-readers'

/** What the worker is started with; it answers with the artifacts, or with why there are none. */
export type Hdf5Request = { form: Hdf5Form; file: string }

const { form, file }: Hdf5Request = workerData
try {
  const artifacts = await readHdf5As(form, file)
  parentPort?.postMessage({ artifacts }, [artifacts.weightData])
} catch (error) {
  parentPort?.postMessage({ error: error instanceof Error ? error.message : String(error) })
}
