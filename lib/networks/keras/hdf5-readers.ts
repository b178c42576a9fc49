import { z } from 'zod'
import type { ModelArtifacts } from '../reading/artifacts'
import { readHdf5, type Hdf5File } from './hdf5-file'
import { readKerasContents } from './keras-model'
import { readVgg16Contents } from './vgg16-weights'

const readers = {
  keras: readKerasContents,
  vgg16: readVgg16Contents,
} satisfies Record<string, (contents: Hdf5File) => ModelArtifacts>

/** What a file is read as. */
export type Hdf5Form = keyof typeof readers

/**
 * Reads an HDF5 file in this thread. A damaged file can keep the HDF5 library busy for ever: `readInThread` ends that.
 *
 * @throws Error naming the file and what is wrong with it.
 */
export async function readHdf5As(form: Hdf5Form, file: string): Promise<ModelArtifacts> {
  try {
    return await readHdf5(file, readers[form])
  } catch (error) {
    if (error instanceof Error && error.message.includes(file)) throw error
    if (error instanceof WebAssembly.RuntimeError) {
      throw new Error(`${file} is damaged: the HDF5 library failed (${error.message}).`, { cause: error })
    }
    const why =
      error instanceof z.ZodError ? z.prettifyError(error) : error instanceof Error ? error.message : error
    throw new Error(`${file} cannot be used: ${String(why)}`, { cause: error })
  }
}
