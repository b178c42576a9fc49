import { createHash } from 'node:crypto'
import { bundledNames, type BundledName, bundledWeights } from '@/lib/networks/bundled-weights'
import { groundFacts } from '@/lib/networks/ground/ground-facts'
import type { EncoderDefinition, EncoderLayer, NetworkFacts, PictureForm } from '@/lib/networks/network'
import type { EncoderDescription } from './encoder-descriptions'
import { dampingDigest } from './ground/damping-facts'
import type { Power } from './normalise'

/** What a recipe is without its name and id, its networks named. */
export type RecipeDefinition = Omit<EncoderDefinition, 'name' | 'layers'> & {
  layers: readonly (Omit<EncoderLayer, 'network'> & { network: string })[]
  projection: { dimensions: number; whiteningExponent: number } | null
  /** Whether what is left of grounds is damped, which is known of the default's layer alone; pictures that come cut out are not. */
  groundDamping?: 'of the default'
  /** How numbers are brought to one scale; by default by their root where there is a projection, else not at all. */
  power?: Power
  /** Whether vectors are expanded by their neighbours before they are searched with; by default where there is a projection. */
  expanded?: boolean
  /** Set where vectors are of one space with those of words, and kept with a run for them to be compared with. */
  words?: true
}

/** An encoder that was added to this installation, as far as recipes' ids depend on it; its recipe has the same name. */
export type KnownEncoder = {
  name: string
  network: NetworkFacts
  /** Null where the code has the recipes that use this network. */
  recipe: EncoderDescription['recipe']
}

/** Raise it with any change of the code that gives other vectors for the same recipe. */
const RECIPES_VERSION = 2

/** Raise it with any change of the code that leaves other parts of pictures out. */
const GROUND_VERSION = 2

export const defaultProjection = { dimensions: 256, whiteningExponent: 0.25 }

const letterboxed = (size: number): PictureForm => ({ size, fit: 'contain', kernel: 'cubic' })
const withoutGround = (size: number): PictureForm => ({ ...letterboxed(size), ground: 'left out' })
const treated = { mirrored: true, projection: defaultProjection }
const layer = (network: string, name: string, weight = 1) =>
  ({ network, layer: name, pooling: 'mean', weight }) as const
const large = layer('mobilenet_v2_mid', 'expanded_conv_13/expand/Relu6')
const small = layer('mobilenet_v2', 'block_13_expand_relu')

// Chosen by measurement: middle layers tell models apart better than last ones, 160 pixels are nearly as good as
// 224 at half the time, and the mirror image finds other views of a model better than anything else that was tried.
const bundledRecipes: Record<string, RecipeDefinition> = {
  default: { picture: withoutGround(160), ...treated, layers: [large], groundDamping: 'of the default' },
  'whole-picture': { picture: letterboxed(160), ...treated, layers: [large] },
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

/** The recipes of this code, then those of the encoders that were added. */
export function recipeNames(added: readonly KnownEncoder[]): string[] {
  return [
    ...new Set([...Object.keys(ownRecipes), ...added.filter(({ recipe }) => recipe).map(({ name }) => name)]),
  ]
}

/** The added networks that the recipe of a name needs, whether they are here or not; none where there is no such recipe. */
export function addedNetworksOf(
  name: string,
  added: readonly Pick<KnownEncoder, 'name' | 'recipe'>[],
): string[] {
  const networks = definitionOf(name, added)?.layers.map(({ network }) => network) ?? []
  return networks.filter((network) => !bundledNames.some((bundled) => bundled === network))
}

function definitionOf(
  name: string,
  added: readonly Pick<KnownEncoder, 'name' | 'recipe'>[],
): RecipeDefinition | null | undefined {
  const own = Object.hasOwn(ownRecipes, name) ? ownRecipes[name] : undefined
  return own ?? added.find((encoder) => encoder.name === name)?.recipe
}

/**
 * The recipe of a name, with its id: equal ids mean comparable vectors.
 *
 * @param pixelsVersion version of the code that turns an image into pixels; part of the id
 * @throws Error that lists the known names, or says how the network is had that the recipe needs.
 */
export function defineRecipe(
  name: string,
  pixelsVersion: number,
  added: readonly KnownEncoder[],
): RecipeDefinition & { name: string; id: string } {
  const definition = definitionOf(name, added)
  if (!definition) {
    throw new Error(`There is no recipe ${name}; known are ${recipeNames(added).join(', ')}.`)
  }
  return { name, id: `${name}-${digestOf(name, definition, pixelsVersion, added)}`, ...definition }
}

/**
 * The network that a recipe names, or what of it is asked for.
 *
 * @throws Error that says how it is had.
 */
export function networkOf<Asked>(
  network: string,
  recipe: string,
  added: readonly { name: string; network: Asked }[],
  ofBundled: (name: BundledName) => Asked,
): Asked {
  const bundled = bundledNames.find((known) => known === network)
  if (bundled) return ofBundled(bundled)
  const encoder = added.find((candidate) => candidate.name === network)
  if (encoder) return encoder.network
  throw new Error(
    `The recipe ${recipe} needs the weights of ${network}, which are not here yet. ` +
      'npm run encoder:vgg16 downloads them (59 MB); npm run encoder:vgg16 -- --file PATH takes them from a file.',
  )
}

/** Ten hexadecimal digits that change with everything that a stored vector depends on, and with its projection. */
function digestOf(
  name: string,
  definition: RecipeDefinition,
  pixelsVersion: number,
  added: readonly KnownEncoder[],
): string {
  const networks = definition.layers.map(({ network }) => {
    const { digest, scaling } = networkOf<NetworkFacts>(
      network,
      name,
      added,
      (known) => bundledWeights[known],
    )
    return [digest, scaling]
  })
  // Recipes that look at whole pictures keep the ids that they had before there were others.
  const ground = definition.picture.ground ? [GROUND_VERSION, groundFacts.digest] : []
  const damping = definition.groundDamping ? [dampingDigest] : []
  const content = JSON.stringify([
    RECIPES_VERSION,
    pixelsVersion,
    definition,
    networks,
    ...ground,
    ...damping,
  ])
  return createHash('sha256').update(content).digest('hex').slice(0, 10)
}
