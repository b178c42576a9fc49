import * as h5wasm from 'h5wasm/node'
import { decodeWeights, type ModelArtifacts } from '@/lib/networks/reading/artifacts'
import { randomVgg16 } from '@/lib/networks/keras/vgg16'

/** What is written as a dataset; the array says the type of its numbers. */
export type KerasWeight = { name: string; shape: number[]; data: Float32Array | Float64Array | Int32Array }
/** A layer's weights in Keras' order, as its group has them. */
export type KerasGroup = { layer: string; weights: KerasWeight[] }

/** How texts are written: h5py makes them of variable length, Keras 1 of a fixed one. */
type Texts = 'variable' | 'fixed'

/** Writes a list of texts as Keras does: an empty array of numbers where there are none, and in parts where long. */
function writeTexts(
  group: h5wasm.Group,
  attribute: string,
  texts: readonly string[],
  form: Texts,
  most = Infinity,
): void {
  if (texts.length === 0) return group.create_attribute(attribute, new Float64Array(0), [0], '<d')
  if (texts.length > most) {
    for (let part = 0; part * most < texts.length; part++) {
      writeTexts(group, `${attribute}${part}`, texts.slice(part * most, (part + 1) * most), form)
    }
    return
  }
  const length = Math.max(...texts.map((text) => Buffer.byteLength(text)))
  group.create_attribute(attribute, [...texts], [texts.length], form === 'fixed' ? `A${length}` : 'A')
}

function writeText(group: h5wasm.Group, attribute: string, text: string, form: Texts): void {
  group.create_attribute(attribute, text, [], form === 'fixed' ? `A${Buffer.byteLength(text)}` : 'A')
}

function groupAt(group: h5wasm.Group, path: string): h5wasm.Group {
  return path.split('/').reduce((parent, name) => {
    const there = parent.get(name)
    return there instanceof h5wasm.Group ? there : parent.create_group(name)
  }, group)
}

function writeGroups(root: h5wasm.Group, groups: readonly KerasGroup[], form: Texts, most?: number): void {
  writeTexts(
    root,
    'layer_names',
    groups.map(({ layer }) => layer),
    form,
    most,
  )
  for (const { layer, weights } of groups) {
    const group = groupAt(root, layer)
    writeTexts(
      group,
      'weight_names',
      weights.map(({ name }) => name),
      form,
      most,
    )
    for (const { name, shape, data } of weights) {
      const slash = name.lastIndexOf('/')
      const inside = slash < 0 ? group : groupAt(group, name.slice(0, slash))
      inside.create_dataset({ name: name.slice(slash + 1), data, shape })
    }
  }
}

async function writeFile(file: string, write: (root: h5wasm.File) => void): Promise<void> {
  await h5wasm.ready
  // As h5py has it by default.
  const root = new h5wasm.File(file, 'w', { libver: ['earliest', 'latest'] })
  try {
    write(root)
  } finally {
    root.close()
  }
}

/**
 * Writes a Keras model as `model.save('NAME.h5')` does.
 *
 * @param groups the weights of the layers in the outermost network
 * @param mostTexts how many texts an attribute may have before it is written in parts
 */
export async function writeKerasModel(
  file: string,
  modelConfig: unknown,
  groups: readonly KerasGroup[],
  options: { version?: string; texts?: Texts; mostTexts?: number } = {},
): Promise<void> {
  const { version = '2.15.0', texts = 'variable', mostTexts } = options
  await writeFile(file, (root) => {
    writeText(root, 'keras_version', version, texts)
    writeText(root, 'backend', 'tensorflow', texts)
    writeText(root, 'model_config', JSON.stringify(modelConfig), texts)
    const weights = root.create_group('model_weights')
    writeText(weights, 'keras_version', version, texts)
    writeGroups(weights, groups, texts, mostTexts)
  })
}

/** Writes weights without a network, as Keras publishes them. */
export async function writeKerasWeights(
  file: string,
  groups: readonly KerasGroup[],
  texts: Texts = 'fixed',
): Promise<void> {
  await writeFile(file, (root) => writeGroups(root, groups, texts))
}

/** What Keras calls weights: in the published file `block1_conv1_W_1:0`, today `block1_conv1/kernel:0`. */
export type Naming = 'old' | 'new'

/**
 * The groups of the file that Keras publishes for VGG16, with all its layers in their order.
 *
 * @param artifacts the network to take the weights from
 */
export function vgg16Groups(artifacts: ModelArtifacts = randomVgg16(), naming: Naming = 'old'): KerasGroup[] {
  const weights = decodeWeights(artifacts)
  const weightsOf = (layer: string): KerasWeight[] =>
    (['kernel', 'bias'] as const).flatMap((suffix) => {
      const weight = weights.get(`${layer}/${suffix}`)
      const old = `${layer}_${suffix === 'kernel' ? 'W' : 'b'}_1:0`
      return weight ? [{ name: naming === 'old' ? old : `${layer}/${suffix}:0`, ...weight }] : []
    })
  const blocks = [2, 2, 3, 3, 3].flatMap((convolutions, block) => [
    ...Array.from({ length: convolutions }, (_, index) => `block${block + 1}_conv${index + 1}`),
    `block${block + 1}_pool`,
  ])
  return ['input_1', ...blocks].map((layer) => ({ layer, weights: weightsOf(layer) }))
}

/** Writes a file of the layout of Keras' `vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5`. */
export async function writeVgg16Weights(
  file: string,
  { artifacts, naming }: { artifacts?: ModelArtifacts; naming?: Naming } = {},
): Promise<void> {
  await writeKerasWeights(file, vgg16Groups(artifacts, naming))
}
