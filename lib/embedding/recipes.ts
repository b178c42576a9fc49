import { createHash } from 'node:crypto'
import { bundledNames, bundledNetwork } from '@/lib/networks/bundled-networks'
import type { EncoderDefinition, EncoderLayer, Network, PictureForm } from '@/lib/networks/network'
import type { AddedEncoder } from './added-encoders'

/**
 * How a thumbnail becomes a vector. With a projection, each pooled layer is taken to its signed square root and to
 * length 1, and they stand one after another, by weight: those are the embeddings that are stored, and the
 * projection is fitted on all of a catalogue. Without one the numbers are as the network gives them, brought to
 * length 1, and compared by their plain cosine.
 */
export type Recipe = EncoderDefinition & {
  /** Changes with everything that changes a vector: equal ids mean comparable vectors. */
  id: string
  projection: { dimensions: number; whiteningExponent: number } | null
}

/** What a recipe is without its name and id, its networks named. */
export type RecipeDefinition = Omit<Recipe, 'name' | 'id' | 'layers'> & {
  layers: readonly (Omit<EncoderLayer, 'network'> & { network: string })[]
}

/** Raise it with any change of the code that gives other vectors for the same recipe. */
const RECIPES_VERSION = 2

export const defaultProjection = { dimensions: 256, whiteningExponent: 0.25 }

const letterboxed = (size: number): PictureForm => ({ size, fit: 'contain', kernel: 'cubic' })
const treated = { mirrored: true, projection: defaultProjection }
const layer = (network: string, name: string, weight = 1) =>
  ({ network, layer: name, pooling: 'mean', weight }) as const
const large = layer('mobilenet_v2_mid', 'expanded_conv_13/expand/Relu6')
const small = layer('mobilenet_v2', 'block_13_expand_relu')

// Chosen by measurement: middle layers tell models apart better than last ones, 160 pixels are nearly as good as
// 224 at half the time, and the mirror image finds other views of a model better than anything else that was tried.
const bundledRecipes: Record<string, RecipeDefinition> = {
  default: { picture: letterboxed(160), ...treated, layers: [large] },
  thorough: { picture: letterboxed(160), ...treated, layers: [large, { ...small, weight: 0.5 }] },
  mobilenet_v2: { picture: letterboxed(224), ...treated, layers: [small] },
  mobilenet_v2_mid: { picture: letterboxed(224), ...treated, layers: [large] },
  inception_v3: { picture: letterboxed(299), ...treated, layers: [layer('inception_v3', 'mixed6')] },
}

/**
 * The article's own: the last feature map of VGG16, flattened, compared by plain cosine; pictures are stretched to
 * the square, by Keras' `load_img` as it does when not told otherwise, or with `interpolation='bilinear'`. And the
 * same feature map treated as the default recipe treats its own.
 */
const vgg16Recipes: Record<string, RecipeDefinition> = {
  vgg16: flattenedVgg16('nearest'),
  'vgg16-bilinear': flattenedVgg16('linear'),
  'vgg16-pooled': { picture: letterboxed(224), ...treated, layers: [layer('vgg16', 'block5_pool')] },
}

function flattenedVgg16(kernel: PictureForm['kernel']): RecipeDefinition {
  return {
    picture: { size: 224, fit: 'fill', kernel },
    mirrored: false,
    layers: [{ network: 'vgg16', layer: 'block5_pool', pooling: 'flat', weight: 1 }],
    projection: null,
  }
}

const ownRecipes: Record<string, RecipeDefinition> = { ...bundledRecipes, ...vgg16Recipes }

/** What `recipeNamed` knows: the recipes of this code, then those of the encoders that were added. */
export function recipeNames(added: readonly AddedEncoder[]): string[] {
  return [
    ...new Set([...Object.keys(ownRecipes), ...added.filter(({ recipe }) => recipe).map(({ name }) => name)]),
  ]
}

/**
 * The recipe of a name.
 *
 * @param pixelsVersion version of the code that turns an image into pixels; part of the id
 * @throws Error that lists the known names, or says how the network is had that the recipe needs.
 */
export function recipeNamed(
  name: string,
  pixelsVersion: number,
  added: readonly AddedEncoder[] = [],
): Recipe {
  const own = Object.hasOwn(ownRecipes, name) ? ownRecipes[name] : undefined
  const definition = own ?? added.find((encoder) => encoder.name === name)?.recipe
  if (!definition) {
    throw new Error(`There is no recipe ${name}; known are ${recipeNames(added).join(', ')}.`)
  }
  const layers = definition.layers.map(({ network, ...rest }) => ({
    ...rest,
    network: networkNamed(network, name, added),
  }))
  return { name, id: `${name}-${digestOf(definition, layers, pixelsVersion)}`, ...definition, layers }
}

function networkNamed(name: string, recipe: string, added: readonly AddedEncoder[]): Network {
  const bundled = bundledNames.find((known) => known === name)
  if (bundled) return bundledNetwork(bundled)
  const encoder = added.find((candidate) => candidate.name === name)
  if (encoder) return encoder.network
  throw new Error(
    `The recipe ${recipe} needs the weights of ${name}, which are not here yet. ` +
      'npm run encoder:vgg16 downloads them (59 MB); npm run encoder:vgg16 -- --file PATH takes them from a file.',
  )
}

/** Ten hexadecimal digits that change with everything that a stored vector depends on, and with its projection. */
function digestOf(
  definition: RecipeDefinition,
  layers: readonly EncoderLayer[],
  pixelsVersion: number,
): string {
  const networks = layers.map(({ network }) => [network.digest, network.scaling])
  const content = JSON.stringify([RECIPES_VERSION, pixelsVersion, definition, networks])
  return createHash('sha256').update(content).digest('hex').slice(0, 10)
}
