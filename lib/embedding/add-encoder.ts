import { checkEncoder, type CheckedEncoder } from './check-encoder'
import type { EncoderDescription, TextDescription } from './encoder-descriptions'
import { digestOfFiles, digestOfSources, networkIn } from '@/lib/networks/reading/read-network'
import type { DetectedEncoder } from '@/lib/networks/reading/detect-encoder'
import type { DetectedText } from '@/lib/networks/reading/detect-text-half'
import { checkText } from './text/check-text'
import { installEncoder } from './install-encoder'
import type { Network, PictureForm, PixelScaling, Pooling } from '@/lib/networks/network'
import { widestProjected } from './fit-projection'
import { recipeNames } from './recipe-definitions'
import type { Treatment } from './treatments'

/** How an encoder shall be used that is to be added. */
export type EncoderSettings = {
  name: string
  picture: PictureForm
  scaling: PixelScaling
  /** Where it was downloaded from, if it was. */
  source?: EncoderDescription['source']
  /** Its half that reads words, if that shall be used. */
  text?: DetectedText
} & EncoderUse

/** What describes a picture, and how that is compared. */
export type EncoderUse = {
  output: { layer: string; pooling: Pooling }
  treatment: Treatment
  /** What it was chosen by, if by a measurement. */
  measured?: EncoderDescription['measured']
}

/**
 * Adds an encoder to this installation, and with it a recipe of the same name, once it was seen to work.
 *
 * @param encodersDir where its folder and the compiled encoders are
 * @param choose may choose another use of the network, which works as the settings have it
 * @throws Error when the name is taken by a recipe of this code; what `checkEncoder`, `checkText` and `choose` throw. Nothing is added
 *   then.
 */
export async function addEncoder(
  encodersDir: string,
  { form, folder, files }: DetectedEncoder,
  settings: EncoderSettings,
  choose?: (network: Network) => Promise<EncoderUse>,
): Promise<CheckedEncoder & { use: EncoderUse }> {
  const { name, scaling } = settings
  if (recipeNames([]).includes(name)) {
    throw new Error(`${name} is the name of a recipe that is here already. Give another: --name NAME`)
  }
  const digest = await digestOfFiles(folder, files)
  const network = networkIn(folder, { name, form, files, digest, scaling })
  const check = (use: EncoderUse) => checkUse(encodersDir, network, settings.picture, use)
  const checked = await check(settings)
  const use = (await choose?.(network)) ?? settings
  const { dimensions } = use === settings ? checked : await check(use)
  const text = settings.text && (await describeText(settings.text, dimensions))
  const description: EncoderDescription = {
    version: 1,
    name,
    form,
    files,
    digest,
    ...(settings.source && { source: settings.source }),
    scaling,
    recipe: recipeOf(name, settings.picture, use),
    ...(text && { text }),
    ...(use.measured && { measured: use.measured }),
  }
  await installEncoder(encodersDir, folder, description, settings.text?.sources)
  return { ...checked, dimensions, use }
}

async function describeText(detected: DetectedText, dimensions: number): Promise<TextDescription> {
  const { sources, output, maxLength, isPadded } = detected
  await checkText(detected, dimensions)
  const files = sources.map(({ name }) => name)
  return { files, digest: await digestOfSources(sources), output, maxLength, isPadded }
}

function recipeOf(name: string, picture: PictureForm, { output, treatment }: EncoderUse) {
  const { mirrored, projection, ...others } = treatment
  const { layer, pooling } = output
  return { picture, mirrored, layers: [{ network: name, layer, pooling, weight: 1 }], projection, ...others }
}

async function checkUse(
  encodersDir: string,
  network: Network,
  picture: PictureForm,
  use: EncoderUse,
): Promise<CheckedEncoder> {
  const { name } = network
  const recipe = recipeOf(name, picture, use)
  const layers = recipe.layers.map((layer) => ({ ...layer, network }))
  const checked = await checkEncoder({ ...recipe, name, id: name, layers }, { cacheDir: encodersDir })
  if (recipe.projection && checked.dimensions > widestProjected) {
    throw new Error(
      `The encoder ${name} gives ${checked.dimensions} numbers a picture, too many for a projection (at most ${widestProjected}). Pool them (--pooling mean), or compare them as they are (--plain).`,
    )
  }
  return checked
}
