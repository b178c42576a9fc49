import { existsSync, statSync } from 'node:fs'
import { open } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { createSession, type SessionValue } from '@/lib/numerics/onnx-session'
import type { ModelArtifacts } from './artifacts'
import {
  type Feature,
  featureOfGraph,
  featureOfLayers,
  featuresOfOnnx,
  formOfOutput,
  type OutputForm,
} from './feature-layer'
import { parseGraph } from './graph-topology'
import { readConfiguration, throwDamaged, weightFiles } from './files-beside'
import { kerasApplicationScaling } from '../keras/keras-applications'
import { parseLayers } from './layers-topology'
import { scaledTo, type NetworkForm, type PictureForm, type PixelScaling } from '../network'
import { type ModelConfig, parseModelConfig } from './model-config'
import { parsePreprocessorConfig } from './preprocessor-config'
import { detectTextHalf, type TextHalf } from './detect-text-half'
import { readNetwork } from './read-network'
import { tensorflowFilesOf } from './tensorflow-files'

type Form = Exclude<NetworkForm, 'vgg16-weights'>

/** What the files of a network tell of how it is to be used; what is undefined they do not tell. */
export type DetectedEncoder = {
  form: Form
  /** Where its files are. */
  folder: string
  /** Their names below the folder, the one to begin with first. */
  files: string[]
  picture: Partial<PictureForm>
  scaling: PixelScaling | undefined
  /** What describes a picture, the most telling first; none where the files do not tell. */
  features: readonly Feature[]
  /** What its outputs have of a picture, as far as its files tell. */
  forms: ReadonlyMap<string, OutputForm>
  /** The half beside it that reads words, or why that cannot be used; undefined where there is none. */
  textHalf?: TextHalf
}

/**
 * Looks at a network's files: a TensorFlow.js folder or its `model.json`, a Keras `.h5` with its topology inside,
 * or an `.onnx` file, with a Hugging Face `preprocessor_config.json` and `config.json` beside it where there are.
 *
 * @param root the folder up to which those are looked for; by default where the file is, and above that where it is named `onnx`
 * @throws Error when there is no such file, or it is none of these or damaged.
 */
export async function detectEncoder(given: string, root?: string): Promise<DetectedEncoder> {
  const file = existsSync(given) && statSync(given).isDirectory() ? path.join(given, 'model.json') : given
  if (!existsSync(file)) throw new Error(`There is no file ${file}.`)
  const form = await formOf(file)
  const folder = path.dirname(file)
  const name = path.basename(file)
  if (form === 'onnx') return { form, folder, ...(await detectOnnx(folder, name, root)) }
  const files = form === 'tensorflow' ? await tensorflowFilesOf(file) : [name]
  return { form, folder, files, ...detectArtifacts(await readNetwork(form, file)) }
}

async function formOf(file: string): Promise<Form> {
  const handle = await open(file)
  const start = Buffer.alloc(8)
  await handle.read(start, 0, 8, 0).finally(() => handle.close())
  if (start.equals(Buffer.from('\x89HDF\r\n\x1a\n', 'latin1'))) return 'keras'
  if (start.toString('latin1').startsWith('PK')) {
    throw new Error(
      `${file} is a zip file, as Keras' .keras. Save the network as HDF5: model.save('network.h5')`,
    )
  }
  if (/^\s*\{/.test(start.toString('latin1'))) return 'tensorflow'
  if (file.endsWith('.onnx')) return 'onnx'
  throw new Error(
    `${file} is no network that can be read: neither a TensorFlow.js model.json, nor HDF5, nor named .onnx.`,
  )
}

function detectArtifacts(
  artifacts: ModelArtifacts,
): Pick<DetectedEncoder, 'picture' | 'scaling' | 'features' | 'forms'> {
  if (artifacts.format === 'graph-model') {
    const nodes = parseGraph(artifacts.modelTopology)
    const input = placeholder.safeParse(nodes.find(({ op }) => op === 'Placeholder')?.attr)
    return {
      picture: squareOf(input.data?.shape.shape.dim.map(({ size }) => Number(size)).slice(1, 3)),
      scaling: undefined,
      ...placesOf(featureOfGraph(nodes)),
    }
  }
  const layers = parseLayers(artifacts.modelTopology)
  const input = inputLayer.safeParse(layers.find(({ kind }) => kind === 'InputLayer')?.config)
  return {
    picture: squareOf(input.data?.batch_input_shape.slice(1, 3)),
    scaling: layers.some(({ kind }) => ['Rescaling', 'Normalization'].includes(kind))
      ? scaledTo(0, 255)
      : kerasApplicationScaling(artifacts.modelTopology),
    ...placesOf(featureOfLayers(layers)),
  }
}

function placesOf(layer: string | undefined): Pick<DetectedEncoder, 'features' | 'forms'> {
  return {
    features: layer === undefined ? [] : [{ layer, pooling: 'mean', form: 'places' }],
    forms: new Map(),
  }
}

const placeholder = z.object({
  shape: z.object({ shape: z.object({ dim: z.array(z.object({ size: z.coerce.string() })) }) }),
})
const inputLayer = z.object({ batch_input_shape: z.array(z.number().nullable()) })

async function detectOnnx(
  folder: string,
  name: string,
  root?: string,
): Promise<Pick<DetectedEncoder, 'files' | 'picture' | 'scaling' | 'features' | 'forms' | 'textHalf'>> {
  const file = path.join(folder, name)
  const files = [name, ...(await weightFiles(folder, name))]
  const session = await createSession(file).catch((error) => throwDamaged(file, error))
  const { inputs, outputs } = session
  await session.dispose()
  const input = pictureInput(name, inputs)
  const folders = configurationFolders(folder, root)
  const config = await readConfiguration(folders, 'config.json', parseModelConfig)
  const preprocessing =
    (await readConfiguration(folders, 'preprocessor_config.json', parsePreprocessorConfig)) ??
    config?.preprocessing
  const textHalf = await detectTextHalf({ folder, name, outputs, folders, config })
  const square = squareOf(input.shape.slice(2).map((dim) => (typeof dim === 'number' ? dim : null)))
  return {
    files,
    picture: { ...sizeOf(config), ...preprocessing?.picture, ...square },
    scaling: preprocessing?.scaling,
    features: featuresOfOnnx(name, outputs, config?.architecture),
    forms: new Map(
      outputs.flatMap((output): [string, OutputForm][] => {
        const form = formOfOutput(output)
        return form === undefined ? [] : [[output.name, form]]
      }),
    ),
    ...(textHalf && { textHalf }),
  }
}

function sizeOf({ size }: Partial<ModelConfig> = {}): { size?: number } {
  return size === undefined ? {} : { size }
}

function configurationFolders(folder: string, root?: string): string[] {
  const above = path.dirname(folder)
  if (root === undefined) return path.basename(folder) === 'onnx' ? [folder, above] : [folder]
  return folder === root || above === folder ? [folder] : [folder, ...configurationFolders(above, root)]
}

/** The one input of an image encoder. */
function pictureInput(name: string, inputs: readonly SessionValue[]): SessionValue {
  const [input, ...others] = inputs
  if (others.length > 0) {
    const names = inputs.map((each) => each.name).join(', ')
    throw new Error(
      `${name} needs ${names}; an image encoder takes pictures alone. If it has a file of its own for pictures, as vision_model.onnx, give that.`,
    )
  }
  const { type, shape = [] } = input ?? {}
  const [, channels] = shape
  if (input && type === 'float32' && shape.length === 4 && (channels === 3 || typeof channels === 'string')) {
    return input
  }
  throw new Error(
    `${name} takes ${type ?? 'nothing'} [${shape.join(', ')}]; an image encoder takes float32 [batch, 3, height, width].`,
  )
}

function squareOf(sides: readonly (number | null)[] | undefined): { size?: number } {
  const [height, width] = sides ?? []
  return typeof height === 'number' && height > 0 && height === width ? { size: height } : {}
}
