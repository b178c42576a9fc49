import { createHash } from 'node:crypto'
import { bundledEncoders, type EncoderName } from './encoders'

/** One layer of a network, pooled; the weight is its part in the embedding beside the other layers. */
export type RecipeLayer = { encoder: EncoderName; layer: string; weight: number }

/**
 * How a thumbnail becomes a vector. Layers are pooled by the mean over all places; each is taken to its signed
 * square root and to length 1, and they stand one after another, by weight. Those are the embeddings that are
 * stored; the projection is fitted on all of a catalogue.
 */
export type Recipe = {
  name: string
  /** Changes with everything that changes a vector: equal ids mean comparable vectors. */
  id: string
  /** Side of the square picture, in pixels. */
  inputSize: number
  /** Whether the picture and its mirror image are averaged, so that left and right look alike. */
  mirrored: boolean
  layers: readonly RecipeLayer[]
  projection: { dimensions: number; whiteningExponent: number }
}

type NamedRecipe = Omit<Recipe, 'name' | 'id'>

/** Raise it with any change of the code that gives other vectors for the same recipe. */
const RECIPES_VERSION = 1

const projection = { dimensions: 256, whiteningExponent: 0.25 }
const large: RecipeLayer = { encoder: 'mobilenet_v2_mid', layer: 'expanded_conv_13/expand/Relu6', weight: 1 }
const small: RecipeLayer = { encoder: 'mobilenet_v2', layer: 'block_13_expand_relu', weight: 1 }
const inception: RecipeLayer = { encoder: 'inception_v3', layer: 'mixed6', weight: 1 }

// Chosen by measurement: middle layers tell models apart better than last ones, 160 pixels are nearly as good as
// 224 at half the time, and the mirror image finds other views of a model better than anything else that was tried.
const recipes: Record<string, NamedRecipe> = {
  default: { inputSize: 160, mirrored: true, layers: [large], projection },
  thorough: { inputSize: 160, mirrored: true, layers: [large, { ...small, weight: 0.5 }], projection },
  mobilenet_v2: { inputSize: 224, mirrored: true, layers: [small], projection },
  mobilenet_v2_mid: { inputSize: 224, mirrored: true, layers: [large], projection },
  inception_v3: { inputSize: 299, mirrored: true, layers: [inception], projection },
}

/** What `recipeNamed` knows. */
export const recipeNames: readonly string[] = Object.keys(recipes)

/**
 * The recipe of a name.
 *
 * @param pixelsVersion version of the code that turns an image into pixels; part of the id
 * @throws Error that lists the known names.
 */
export function recipeNamed(name: string, pixelsVersion: number): Recipe {
  const recipe = Object.hasOwn(recipes, name) ? recipes[name] : undefined
  if (!recipe) throw new Error(`There is no recipe ${name}; known are ${recipeNames.join(', ')}.`)
  const weights = recipe.layers.map(({ encoder }) => bundledEncoders[encoder].weightsDigest)
  const content = JSON.stringify([RECIPES_VERSION, pixelsVersion, recipe, weights])
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 10)
  return { name, id: `${name}-${hash}`, ...recipe }
}
