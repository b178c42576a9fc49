import type { EncoderSettings, EncoderUse } from '@/lib/embedding/add-encoder'
import { tokenTreatments, treatmentOf, wordsTreatment, wordsTreatments } from '@/lib/embedding/treatments'
import type { DetectedEncoder } from '@/lib/networks/reading/detect-encoder'
import type { DetectedText } from '@/lib/networks/reading/detect-text-half'
import { caffeScaling, torchScaling } from '@/lib/networks/keras/channel-means'
import { scaledTo, type PictureForm, type PixelScaling, type Pooling } from '@/lib/networks/network'
import { ask } from './ask'
import { UserError } from './command'

/** What bytes 0 to 255 become, by the names of the flag `--scaling`. */
export const scalings: Readonly<Record<string, PixelScaling>> = {
  '0..255': scaledTo(0, 255),
  '0..1': scaledTo(0, 1),
  '-1..1': scaledTo(-1, 1),
  caffe: caffeScaling,
  torch: torchScaling,
}

/** The flags of `npm run encoder:add`, each of which overrules what the files tell. */
export type EncoderFlags = {
  name?: string
  size?: number
  scaling?: string
  layer?: string
  pooling?: Pooling
  fit?: PictureForm['fit']
  mirror?: boolean
  plain: boolean
  measure: boolean
  words: boolean
}

/**
 * Puts together how an encoder shall be used: by the flags, else by its files, else by asking.
 *
 * @param origin what the network is called where it comes from
 * @throws UserError naming the flag that is needed, where nobody can be asked.
 */
export async function encoderSettings(
  origin: string,
  flags: EncoderFlags,
  detected: DetectedEncoder,
): Promise<EncoderSettings> {
  const { picture } = detected
  const size =
    flags.size ??
    picture.size ??
    (await ask('How many pixels has a side of its square input?', '--size N', '224', (answer) =>
      /^[1-9]\d{0,3}$/.test(answer) ? Number(answer) : undefined,
    ))
  const scaling =
    (flags.scaling === undefined ? detected.scaling : scalings[flags.scaling]) ??
    (await ask(
      `What does it expect bytes 0 to 255 to become: ${Object.keys(scalings).join(', ')}?`,
      `--scaling ${Object.keys(scalings).join('|')}`,
      '-1..1',
      (answer) => scalings[answer],
    ))
  const layer =
    flags.layer ??
    detected.features[0]?.layer ??
    (await ask('Which layer describes a picture?', '--layer NAME', '', (answer) => answer || undefined))
  const form = detected.forms.get(layer) ?? 'places'
  const feature = detected.features.find((each) => each.layer === layer)
  const pooling = flags.pooling ?? feature?.pooling ?? 'mean'
  const text = textOf(flags, detected, layer)
  const usual = text ? wordsTreatment : treatmentOf(form)
  const treatment = flags.plain && !text ? { mirrored: usual.mirrored, projection: null } : usual
  return {
    name: flags.name ?? recipeNameOf(origin),
    picture: { fit: 'contain', kernel: 'cubic', ...picture, ...(flags.fit && { fit: flags.fit }), size },
    scaling,
    output: { layer, pooling },
    ...(text && { text }),
    treatment: flags.mirror === undefined ? treatment : { ...treatment, mirrored: flags.mirror },
  }
}

/**
 * What is worth measuring of a network: its outputs that describe a picture as tokens or one row, and how those may be compared;
 * null where the flags say all of it, or its output is a feature map, which is treated as the default recipe treats its own.
 */
export function usesToMeasure(
  flags: EncoderFlags,
  { features, forms }: DetectedEncoder,
  { output, text }: Pick<EncoderSettings, 'output' | 'text'>,
): [EncoderUse, ...EncoderUse[]] | null {
  if (flags.plain || !flags.measure || (forms.get(output.layer) ?? 'places') === 'places') return null
  const mirrored = flags.mirror === undefined ? [false, true] : [flags.mirror]
  const isAsked = text !== undefined || flags.layer !== undefined || flags.pooling !== undefined
  const alternatives = features.filter(({ form, layer, pooling }) => {
    return form !== 'places' && !(layer === output.layer && pooling === output.pooling)
  })
  const outputs = isAsked
    ? [output]
    : [output, ...alternatives.map(({ layer, pooling }) => ({ layer, pooling }))]
  const treatments = text ? wordsTreatments(mirrored) : tokenTreatments(mirrored)
  const [first, ...others] = treatments.flatMap((treatment) =>
    outputs.map((each): EncoderUse => ({ output: each, treatment })),
  )
  return first ? [first, ...others] : null
}

/** The half that reads words, where it is to be used and of one space with the output that describes a picture. */
function textOf(
  { words }: Pick<EncoderFlags, 'words'>,
  { textHalf }: DetectedEncoder,
  layer: string,
): DetectedText | undefined {
  if (!words || !textHalf || 'why' in textHalf) return undefined
  return textHalf.text.imageOutput === layer ? textHalf.text : undefined
}

/** Why words will not search pictures with a network that has a half for them; null where they will, or nobody would expect it. */
export function whyWithoutWords(
  { words }: Pick<EncoderFlags, 'words'>,
  { textHalf }: Pick<DetectedEncoder, 'textHalf'>,
  { output, text }: Pick<EncoderSettings, 'output' | 'text'>,
): string | null {
  if (!words || !textHalf || text) return null
  if ('why' in textHalf) return textHalf.why
  return `words are compared with ${textHalf.text.imageOutput}, not with ${output.layer}`
}

/** The name of a recipe, made of what a file, a folder or a repository is called. */
function recipeNameOf(own: string): string {
  const simple = own.toLowerCase().replaceAll(/[^a-z0-9._-]+/g, '-')
  if (/^[a-z0-9]/.test(simple)) return simple
  throw new UserError(`No name can be made of ${own}. Give one: --name NAME`)
}

/** Parses the flag `--name`. */
export function isEncoderName(text: string): boolean {
  return /^[a-z0-9][a-z0-9._-]*$/.test(text)
}
