import { checkEncoder, type CheckedEncoder } from './check-encoder'
import type { EncoderDescription } from './encoder-descriptions'
import { digestOfFiles, networkIn } from '@/lib/networks/reading/read-network'
import type { DetectedEncoder } from '@/lib/networks/reading/detect-encoder'
import { installEncoder } from './install-encoder'
import type { PictureForm, PixelScaling, Pooling } from '@/lib/networks/network'
import { widestProjected } from './projection'
import { defaultProjection, recipeNames } from './recipe-definitions'

/** How an encoder shall be used that is to be added. */
export type EncoderSettings = {
  name: string
  picture: PictureForm
  scaling: PixelScaling
  output: { layer: string; pooling: Pooling }
  mirrored: boolean
  /** Whether the numbers are compared as they are, and not treated as the default recipe treats its own. */
  plain: boolean
  /** Where it was downloaded from, if it was. */
  source?: EncoderDescription['source']
}

/**
 * Adds an encoder to this installation, and with it a recipe of the same name, once it was seen to work.
 *
 * @param encodersDir where its folder and the compiled encoders are
 * @throws Error when the name is taken by a recipe of this code; what `checkEncoder` throws. Nothing is added then.
 */
export async function addEncoder(
  encodersDir: string,
  { form, folder, files }: DetectedEncoder,
  settings: EncoderSettings,
): Promise<CheckedEncoder> {
  const { name, picture, scaling, output, mirrored, plain, source } = settings
  if (recipeNames([]).includes(name)) {
    throw new Error(`${name} is the name of a recipe that is here already. Give another: --name NAME`)
  }
  const recipe = {
    picture,
    mirrored,
    layers: [{ network: name, ...output, weight: 1 }],
    projection: plain ? null : defaultProjection,
  }
  const digest = await digestOfFiles(folder, files)
  const described: EncoderDescription = { version: 1, name, form, files, digest, scaling, recipe }
  const description = source ? { ...described, source } : described
  const network = networkIn(folder, description)
  const checked = await checkEncoder(
    { ...recipe, name, id: name, layers: [{ ...output, network, weight: 1 }] },
    { cacheDir: encodersDir },
  )
  if (!plain && checked.dimensions > widestProjected) {
    throw new Error(
      `The encoder ${name} gives ${checked.dimensions} numbers a picture, too many for a projection (at most ${widestProjected}). Pool them (--pooling mean), or compare them as they are (--plain).`,
    )
  }
  await installEncoder(encodersDir, folder, description)
  return checked
}
