import path from 'node:path'
import { existsSync } from 'node:fs'
import { z } from 'zod'
import { noTokenizerBeside, textHalfOf, TOKENIZER_CONFIG_FILE, TOKENIZER_FILE } from '@/lib/facts/text-half'
import { createSession, type SessionValue } from '@/lib/numerics/onnx-session'
import { firstIn, readConfiguration, throwDamaged, weightFiles } from './files-beside'
import type { ModelConfig } from './model-config'
import type { FileSource } from './read-network'

/** A network that reads words, and is of one space with one that sees pictures. */
export type DetectedText = {
  /** Its files, the network's own first; the tokenizer's are among them by the names that they always have. */
  sources: readonly FileSource[]
  /** The output of the other half whose numbers its own are compared with. */
  imageOutput: string
  /** Its own. */
  output: string
  /** How many tokens it takes. */
  maxLength: number
  /** Whether it always takes as many, the rest of them filled up. */
  isPadded: boolean
}

export type TextHalf = { text: DetectedText } | { why: string }

/** The half that sees pictures. */
type ImageHalf = {
  folder: string
  name: string
  outputs: readonly SessionValue[]
  /** Where what belongs to it is looked for, the nearest first. */
  folders: readonly string[]
  config: ModelConfig | undefined
}

/** Beyond it a stated length means that none was stated. */
const MOST_TOKENS = 4096

/** What it takes besides the tokens themselves. */
export const TOKENS_INPUT = 'input_ids'
export const MASK_INPUT = 'attention_mask'

const tokenizerConfig = z.object({ model_max_length: z.number().optional().catch(undefined) })

/**
 * Looks for the half that reads words beside one that sees pictures: CLIP's, whose halves meet in `image_embeds` and `text_embeds`, or
 * SigLIP's, which meet in the `pooler_output` of each. Undefined where there is none, with the reason where it cannot be used.
 */
export async function detectTextHalf(image: ImageHalf): Promise<TextHalf | undefined> {
  const name = textHalfOf(image.name)
  if (name === null || !existsSync(path.join(image.folder, name))) return undefined
  try {
    return { text: await readTextHalf(image, name) }
  } catch (error) {
    return { why: error instanceof Error ? error.message : String(error) }
  }
}

/** @throws Error that says why it cannot be used */
async function readTextHalf(
  { folder, outputs, folders, config }: ImageHalf,
  name: string,
): Promise<DetectedText> {
  const isSiglip = config?.architecture?.startsWith('siglip') ?? false
  const [wanted, output] = isSiglip ? ['pooler_output', 'pooler_output'] : ['image_embeds', 'text_embeds']
  const imageOutput = outputs.find((each) => each.name === wanted)
  if (!imageOutput) {
    throw new Error(`the half that sees pictures has no ${wanted}, which is what words are compared with`)
  }
  const tokenizer = firstIn(folders, TOKENIZER_FILE)
  if (tokenizer === undefined) throw new Error(noTokenizerBeside(name))
  const file = path.join(folder, name)
  const weights = await weightFiles(folder, name)
  const session = await createSession(file).catch((error) => throwDamaged(file, error))
  await session.dispose()
  const fixed = fixedLength(name, session.inputs)
  assertOutput(name, session.outputs, output, imageOutput)
  const settings = firstIn(folders, TOKENIZER_CONFIG_FILE)
  const stated = await readConfiguration(folders, TOKENIZER_CONFIG_FILE, (json) =>
    tokenizerConfig.parse(json),
  )
  const maxLength = fixed ?? usableLength(stated?.model_max_length) ?? usableLength(config?.textLength)
  if (maxLength === undefined) {
    throw new Error(
      `how many tokens it takes is not told: neither by ${name}, nor by model_max_length in ${TOKENIZER_CONFIG_FILE}, nor by config.json`,
    )
  }
  const sources = [
    ...[name, ...weights].map((each) => ({ name: each, from: path.join(folder, each) })),
    { name: TOKENIZER_FILE, from: tokenizer },
    ...(settings === undefined ? [] : [{ name: TOKENIZER_CONFIG_FILE, from: settings }]),
  ]
  return {
    sources,
    imageOutput: imageOutput.name,
    output,
    maxLength,
    isPadded: isSiglip || fixed !== undefined,
  }
}

function usableLength(length: number | undefined): number | undefined {
  return length !== undefined && Number.isInteger(length) && length > 2 && length <= MOST_TOKENS
    ? length
    : undefined
}

/** How many tokens it takes where that is always the same number. @throws Error when it takes something else than tokens */
function fixedLength(name: string, inputs: readonly SessionValue[]): number | undefined {
  const tokens = inputs.find((input) => input.name === TOKENS_INPUT)
  const others = inputs.filter((input) => ![TOKENS_INPUT, MASK_INPUT].includes(input.name))
  const isUsable = inputs.every(({ type, shape }) => type === 'int64' && shape.length === 2)
  if (tokens && others.length === 0 && isUsable) return usableLength(Number(tokens.shape[1]))
  const listed = inputs.map((each) => `${each.name}: ${each.type} [${each.shape.join(', ')}]`).join('; ')
  throw new Error(
    `${name} takes ${listed || 'nothing'}; a half that reads words takes ${TOKENS_INPUT}, and perhaps ${MASK_INPUT}, int64 [batch, length]`,
  )
}

function assertOutput(
  name: string,
  outputs: readonly SessionValue[],
  wanted: string,
  image: SessionValue,
): void {
  const output = outputs.find((each) => each.name === wanted)
  if (!output) {
    throw new Error(`${name} has no output ${wanted}, only ${outputs.map((each) => each.name).join(', ')}`)
  }
  const [width, other] = [output.shape[1], image.shape[1]]
  if (typeof width === 'number' && typeof other === 'number' && width !== other) {
    throw new Error(
      `${name} gives ${width} numbers, and the half that sees pictures ${other}: they are not of one space`,
    )
  }
}
