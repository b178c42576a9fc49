import type { ModelArtifacts } from '../reading/artifacts'
import { readInThread } from './hdf5-thread'

/**
 * Reads a Keras model, `model.save("NAME.h5")` of Keras 2 or 3, as a TensorFlow.js layers model; see
 * `readKerasContents`.
 *
 * @throws Error naming the file and what is wrong with it: no HDF5 file, damaged, without a network, with a layer
 *   that cannot be understood or with weights that do not fit.
 */
export async function readKerasModel(file: string): Promise<ModelArtifacts> {
  return readInThread('keras', file)
}
