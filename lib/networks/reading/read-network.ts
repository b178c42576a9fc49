import { createHash, type Hash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Network, NetworkFacts, NetworkForm } from '../network'
import type { ModelArtifacts } from './artifacts'

/** The files of a network; the first is the one to begin with, and the digest is over the names and bytes of all. */
export type NetworkFiles = NetworkFacts & { name: string; form: NetworkForm; files: readonly string[] }

/** The network that a folder holds, read only when it is asked for. */
export function networkIn(folder: string, encoder: NetworkFiles): Network {
  const { name, digest, scaling, files, form } = encoder
  const main = path.join(folder, files[0] ?? '')
  const assertUnchanged = async () => {
    const found = await digestOfFiles(folder, files)
    if (found !== digest) {
      throw new Error(
        `The files in ${folder} have changed since the encoder ${name} was added (SHA-256 ${found}, not ${digest}). Add it again.`,
      )
    }
  }
  const described = { name, digest, scaling }
  if (form === 'onnx') {
    const locate = () => assertUnchanged().then(() => main)
    return { ...described, source: { format: 'onnx', locate } }
  }
  const load = () => assertUnchanged().then(() => readNetwork(form, main))
  return { ...described, source: { format: 'tensorflow', load } }
}

/** Reads the files of a network into memory. */
export async function readNetwork(form: Exclude<NetworkForm, 'onnx'>, file: string): Promise<ModelArtifacts> {
  switch (form) {
    case 'tensorflow':
      return (await import('./tensorflow-files')).readTensorflowFiles(file)
    case 'keras':
      return (await import('../keras/keras-hdf5')).readKerasModel(file)
    case 'vgg16-weights':
      return (await import('../keras/vgg16')).readVgg16Weights(file)
  }
}

/** SHA-256 over the names and bytes of files below a folder, in the order given. */
export async function digestOfFiles(folder: string, files: readonly string[]): Promise<string> {
  return digestOfSources(files.map((name) => ({ name, from: path.join(folder, name) })))
}

/** A file that is to be of an encoder: what it is called there, and where it is now. */
export type FileSource = { name: string; from: string }

/** The same of files that will lie below one folder, by their names there. */
export async function digestOfSources(sources: readonly FileSource[]): Promise<string> {
  const hash = createHash('sha256')
  for (const { name, from } of sources) {
    hash.update(`${name}\0`)
    await addFile(hash, from)
  }
  return hash.digest('hex')
}

async function addFile(hash: Hash, file: string): Promise<void> {
  await pipeline(createReadStream(file), async (chunks) => {
    for await (const chunk of chunks) hash.update(chunk)
  })
}
