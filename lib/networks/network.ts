import type { ModelArtifacts } from './reading/artifacts'

/** How a thumbnail becomes the square picture that networks look at. */
export type PictureForm = {
  /** Side of the square, in pixels. */
  size: number
  /** The whole picture letterboxed onto white, the whole picture stretched, or its middle. */
  fit: 'contain' | 'fill' | 'cover'
  /** With `cover`: what the shorter side becomes before the middle is cut out; by default `size`. */
  shortSide?: number
  kernel: 'nearest' | 'linear' | 'cubic' | 'lanczos3'
  /** Whether what is behind the object is left out; without, it is seen, and transparent parts are white. */
  ground?: 'left out'
}

/**
 * What a network expects of a byte 0 to 255: `byte * scale + offset`, one of each a channel, in the order of
 * channels that the network has.
 */
export type PixelScaling = {
  channels: 'rgb' | 'bgr'
  scale: readonly [number, number, number]
  offset: readonly [number, number, number]
}

/**
 * How the output of a layer becomes one row of numbers a picture: the mean over all places (or tokens), all of
 * its numbers, `[height, width, channels]` row-major, the first token, or the mean of those that stand for patches of the picture: the
 * last ones, as many as make a square. A layer that has one row of numbers a picture anyhow is taken as it is.
 */
export const poolings = ['mean', 'flat', 'first', 'patches'] as const
export type Pooling = (typeof poolings)[number]

/** What of a network its vectors depend on. */
export type NetworkFacts = {
  /** SHA-256 of what it was made from. Other weights give other vectors, so they must not pass for these. */
  digest: string
  scaling: PixelScaling
}

/** A pretrained network, told about without being read. */
export type Network = NetworkFacts & { name: string; source: NetworkSource }

/** How the files of a network are read. */
export const networkForms = ['tensorflow', 'keras', 'vgg16-weights', 'onnx'] as const
export type NetworkForm = (typeof networkForms)[number]

/**
 * TensorFlow.js artifacts, which every engine runs, or an ONNX file, which onnxruntime alone does. Both throw when
 * their files are other ones than those that the digest is of.
 */
export type NetworkSource =
  | { format: 'tensorflow'; load: () => Promise<ModelArtifacts> }
  | { format: 'onnx'; locate: () => Promise<string> }

/** One layer of a network, pooled; the weight is its part in the embedding beside the other layers. */
export type EncoderLayer = { network: Network; layer: string; pooling: Pooling; weight: number }

/** What an engine loads: networks cut at layers, and how the pictures come that they look at. */
export type EncoderDefinition = {
  name: string
  picture: PictureForm
  /** Whether the picture and its mirror image are averaged, so that left and right look alike. */
  mirrored: boolean
  layers: readonly EncoderLayer[]
}

/** One pooled layer of a batch: `data` is `[batch, channels]`, row-major. */
export type PooledLayer = { channels: number; data: Float32Array }

/** A network in memory, and the layers to cut it at. */
export type NetworkCut = {
  artifacts: ModelArtifacts
  scaling: PixelScaling
  outputs: readonly { layer: string; pooling: Pooling }[]
}

/** The same for all channels: bytes 0 and 255 become `low` and `high`. */
export function scaledTo(low: number, high: number): PixelScaling {
  const scale = (high - low) / 255
  return { channels: 'rgb', scale: [scale, scale, scale], offset: [low, low, low] }
}
