import type { ModelArtifacts } from '../reading/artifacts'
import type { Hdf5File } from './hdf5-file'
import { datasetsOf, listOf } from './keras-model'
import type { NamedWeight } from './layers-model'
import { vgg16Artifacts, type Vgg16Convolution } from './vgg16-network'

/**
 * Reads the weights that Keras publishes for VGG16 (`vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5`; with the
 * fully connected layers too, which are left out). They come without a topology: layers and weights go by the
 * attributes `layer_names` and `weight_names` and their order. A whole model has the same in a group.
 *
 * @throws Error naming the layer with the shape found and the one expected, or what else is missing.
 */
export function readVgg16Contents(contents: Hdf5File): ModelArtifacts {
  const root = contents.hasGroup('/model_weights') ? '/model_weights' : ''
  const names = listOf(contents, root || '/', 'layer_names')
  if (!names) {
    throw new Error(
      'it has no attribute layer_names, so these are not the weights that Keras publishes ' +
        '(vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5).',
    )
  }
  return vgg16Artifacts((convolution) => {
    if (!names.includes(convolution.name)) {
      throw new Error(
        `it has no layer ${convolution.name}, so it is not VGG16; its layers: ${names.join(', ')}.`,
      )
    }
    return weightsIn(contents, `${root}/${convolution.name}`, convolution)
  })
}

function weightsIn(
  contents: Hdf5File,
  group: string,
  { name, inputs, filters }: Vgg16Convolution,
): NamedWeight[] {
  const expected = [
    { suffix: 'kernel', shape: [3, 3, inputs, filters] },
    { suffix: 'bias', shape: [filters] },
  ]
  const datasets = datasetsOf(contents, group)
  if (datasets.length !== expected.length) {
    throw new Error(
      `the layer ${name} has ${datasets.length} weights, not ${expected.length} (kernel, bias).`,
    )
  }
  return datasets.flatMap(({ dataset }, at) => {
    const { suffix, shape } = expected[at] ?? { suffix: '', shape: [] }
    if (String(dataset.shape) !== String(shape)) {
      const isTheano = String(dataset.shape) === String([filters, inputs, 3, 3])
      throw new Error(
        `the ${suffix} of the layer ${name} has the shape [${dataset.shape.join(', ')}], not [${shape.join(', ')}].` +
          (isTheano
            ? " That is Theano's order: take the file whose name has tf_dim_ordering_tf_kernels."
            : ''),
      )
    }
    return { suffix, shape, data: dataset.read() }
  })
}
