import { closeSync, openSync, readSync, statSync } from 'node:fs'
import { devNull } from 'node:os'
import * as h5wasm from 'h5wasm/node'
import { decodeFloat16 } from '@/lib/numerics/float16'

/** An HDF5 file that is open for reading; paths begin at its root. */
export type Hdf5File = {
  /** The texts of an attribute; undefined where there is none of that name. */
  texts: (path: string, attribute: string) => string[] | undefined
  hasGroup: (path: string) => boolean
  /** A dataset of numbers, row-major; undefined where there is none at that path. */
  dataset: (path: string) => Hdf5Dataset | undefined
}
export type Hdf5Dataset = { shape: number[]; read: () => Float32Array<ArrayBuffer> }

type Library = typeof h5wasm.Module
type OpenFile = { library: Library; id: bigint; file: string; size: number }

const signature = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a]
/** What deflate can make of one byte at most: a dataset that claims more than that is not in the file. */
const MOST_COMPRESSION = 1032

/**
 * Opens an HDF5 file, reads it, and closes it.
 *
 * @throws Error naming the file when it cannot be opened, is no HDF5 file or is damaged, or what `read` throws.
 */
export async function readHdf5<Result>(file: string, read: (contents: Hdf5File) => Result): Promise<Result> {
  checkSignature(file)
  const library = await h5wasm.ready
  silenceLibrary(library)
  const id = library.open(file, library.H5F_ACC_RDONLY, false, -1, -1)
  if (id < 0n)
    throw new Error(`${file} is a damaged HDF5 file: it is cut off, or its structure is destroyed.`)
  try {
    return read(contentsOf(library, id, file))
  } finally {
    library.close_file(id)
  }
}

function checkSignature(file: string): void {
  const start = Buffer.alloc(16)
  const descriptor = openSync(file, 'r')
  try {
    const length = readSync(descriptor, start)
    if (signature.every((byte, at) => start[at] === byte)) return
    const found =
      length === 0 ? 'it is empty' : `it begins with ${JSON.stringify(start.toString('latin1', 0, length))}`
    const hint = found.startsWith('it begins with "PK')
      ? 'Keras\' form .keras is such an archive: save the model with model.save("NAME.h5").'
      : 'A download may have saved a web page in its place.'
    throw new Error(`${file} is no HDF5 file: ${found}. ${hint}`)
  } finally {
    closeSync(descriptor)
  }
}

/** Keeps the library from writing its own account of each failure to the terminal: failures are told as errors. */
function silenceLibrary({ FS }: Library): void {
  const streams: unknown = Reflect.get(FS, 'streams')
  const errors: unknown = Array.isArray(streams) ? streams[2] : undefined
  if (typeof errors !== 'object' || errors === null || Reflect.get(errors, 'nfd') !== 2) return
  Reflect.set(errors, 'nfd', openSync(devNull, 'w'))
}

function contentsOf(library: Library, id: bigint, file: string): Hdf5File {
  const open = { library, id, file, size: statSync(file).size }
  return {
    hasGroup: (path) => isGroup(open, path),
    texts: (path, attribute) => (isGroup(open, path) ? textsOf(open, path, attribute) : undefined),
    dataset: (path) =>
      library.get_type(id, path) === library.H5G_DATASET ? datasetAt(open, path) : undefined,
  }
}

function isGroup({ library, id }: OpenFile, path: string): boolean {
  return library.get_type(id, path) === library.H5G_GROUP
}

function textsOf(open: OpenFile, path: string, attribute: string): string[] | undefined {
  const { library, id, file, size } = open
  const what = `the attribute ${attribute} of ${path}`
  const attributes = ask(open, `the group ${path}`, () => library.get_attribute_names(id, path))
  if (!attributes.includes(attribute)) return undefined
  const metadata = ask(open, what, () => library.get_attribute_metadata(id, path, attribute))
  // Without texts Keras writes an empty array of numbers.
  if (!metadata.shape || metadata.total_size === 0) return []
  if (metadata.type !== library.H5T_class_t.H5T_STRING.value) {
    throw new Error(`${file} is damaged: ${what} is no text.`)
  }
  return readMemory(open, {
    what,
    byteLength: metadata.size * metadata.total_size,
    most: size,
    fill: (pointer) => library.get_attribute_data(id, path, attribute, pointer),
    convert(bytes, pointer) {
      if (!metadata.vlen) return fixedTexts(bytes, metadata.size, metadata.strpad === SPACE_PADDED)
      const texts = Array.from(new Uint32Array(bytes.buffer), (text) => textAt(library.HEAPU8, text))
      library.reclaim_vlen_memory(id, path, attribute, pointer)
      return texts
    },
  })
}

/** `H5T_STR_SPACEPAD` */
const SPACE_PADDED = 2

function textAt(memory: Uint8Array, pointer: number): string {
  return pointer === 0 ? '' : new TextDecoder().decode(memory.slice(pointer, memory.indexOf(0, pointer)))
}

function fixedTexts(bytes: Uint8Array, length: number, padded: boolean): string[] {
  return Array.from({ length: bytes.length / length }, (_, at) => {
    const [text = ''] = new TextDecoder().decode(bytes.subarray(at * length, (at + 1) * length)).split('\0')
    return padded ? text.trimEnd() : text
  })
}

function datasetAt(open: OpenFile, path: string): Hdf5Dataset {
  const { library, id, file, size } = open
  const what = `the dataset ${path}`
  const metadata = ask(open, what, () => library.get_dataset_metadata(id, path))
  const { shape, type, size: bytesEach, total_size: count, chunks } = metadata
  return {
    shape: shape ?? [],
    read() {
      const isFloat = type === library.H5T_class_t.H5T_FLOAT.value
      if (!isFloat || (bytesEach !== 4 && bytesEach !== 2)) {
        const isInteger = type === library.H5T_class_t.H5T_INTEGER.value
        const kind = isFloat
          ? 'floating-point numbers'
          : isInteger
            ? 'whole numbers'
            : 'no numbers, but values'
        throw new Error(
          `${file} cannot be used: ${what} has ${kind} of ${bytesEach * 8} bits; only floating-point numbers of 32 or 16 bits can be read.`,
        )
      }
      return readMemory(open, {
        what,
        byteLength: shape ? bytesEach * count : 0,
        most: chunks ? size * MOST_COMPRESSION : size,
        fill: (pointer) => library.get_dataset_data(id, path, null, null, null, pointer),
        convert: ({ buffer }) =>
          bytesEach === 4 ? new Float32Array(buffer) : decodeFloat16(new Uint16Array(buffer)),
      })
    },
  }
}

function ask<Answer>({ file }: OpenFile, what: string, question: () => Answer): Answer {
  try {
    return question()
  } catch (error) {
    throw new Error(`${file} is damaged: ${what} cannot be read.`, { cause: error })
  }
}

type Reading<Read> = {
  what: string
  byteLength: number
  /** More bytes than these cannot be in the file. */
  most: number
  /** Lets the library write to a place in its memory; negative where that fails. */
  fill: (pointer: bigint) => number
  convert: (bytes: Uint8Array<ArrayBuffer>, pointer: bigint) => Read
}

/** Reads by way of the library's memory. That is zero before, since what is not read must not pass for a pointer. */
function readMemory<Read>({ library, file, size }: OpenFile, reading: Reading<Read>): Read {
  const { what, byteLength, most, fill, convert } = reading
  if (!(byteLength <= most)) {
    throw new Error(`${file} is damaged: ${what} claims ${byteLength} bytes, but the file has ${size}.`)
  }
  const pointer = library._malloc(Math.max(byteLength, 1))
  if (pointer === 0) throw new Error(`There is no memory for the ${byteLength} bytes of ${what} in ${file}.`)
  try {
    library.HEAPU8.fill(0, pointer, pointer + byteLength)
    if (fill(BigInt(pointer)) < 0) throw new Error(`${file} is damaged: ${what} cannot be read.`)
    return convert(Uint8Array.from(library.HEAPU8.subarray(pointer, pointer + byteLength)), BigInt(pointer))
  } finally {
    library._free(pointer)
  }
}
