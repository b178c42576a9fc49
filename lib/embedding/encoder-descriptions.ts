import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { networkForms, poolings } from '@/lib/networks/network'
import { compareNames } from '@/lib/text/name-order'

const three = z.tuple([z.number(), z.number(), z.number()]).readonly()

/** Descriptions come from other machines, too: no file may be put elsewhere by one. */
function isBelow(file: string): boolean {
  return !path.isAbsolute(file) && !file.split(/[\\/]/).some((part) => part === '..' || part === '')
}

const fileBelow = z.string().refine(isBelow, 'must be a path below the folder')

const textDescription = z.object({
  /** Below the folder: the network, what its weights are in, and the tokenizer's. */
  files: z.array(fileBelow).min(1),
  /** SHA-256 over the names and bytes of these. */
  digest: z.string(),
  /** The output whose numbers are compared with those of pictures. */
  output: z.string(),
  /** How many tokens it takes. */
  maxLength: z.number().int().positive(),
  /** Whether it always takes as many, the rest of them filled up. */
  isPadded: z.boolean(),
})

const description = z.object({
  version: z.literal(1),
  name: z.string().regex(/^[a-z0-9][a-z0-9._-]*$/),
  /** How its files are read. */
  form: z.enum(networkForms),
  /** All files below the folder that it consists of; the first is the one to begin with. */
  files: z.array(fileBelow).min(1),
  /** SHA-256 over the names and bytes of the files. */
  digest: z.string(),
  /** Where it was downloaded from, and at which commit. */
  source: z
    .object({ hub: z.string(), repository: z.string(), commit: z.string(), file: z.string() })
    .optional(),
  scaling: z.object({ channels: z.enum(['rgb', 'bgr']), scale: three, offset: three }),
  recipe: z
    .object({
      picture: z.object({
        size: z.number().int().positive(),
        fit: z.enum(['contain', 'fill', 'cover']),
        shortSide: z.number().int().positive().optional(),
        kernel: z.enum(['nearest', 'linear', 'cubic', 'lanczos3']),
      }),
      mirrored: z.boolean(),
      layers: z.array(
        z.object({
          network: z.string(),
          layer: z.string(),
          pooling: z.enum(poolings),
          weight: z.number().positive(),
        }),
      ),
      projection: z
        .object({ dimensions: z.number().int().positive(), whiteningExponent: z.number() })
        .nullable(),
      power: z.enum(['plain', 'root']).optional(),
      expanded: z.boolean().optional(),
      words: z.literal(true).optional(),
    })
    .nullable(),
  /** Its half that reads words, if it was added with it. */
  text: textDescription.optional(),
  /** What its treatment was chosen by. */
  measured: z
    .object({
      label: z.string(),
      models: z.number(),
      queries: z.number(),
      recallCappedPrecisionAt10: z.number(),
      meanAveragePrecision: z.number(),
    })
    .optional(),
})

/** What `encoder.json` says of an added encoder. */
export type EncoderDescription = z.infer<typeof description>

/** What it says of the half that reads words. */
export type TextDescription = z.infer<typeof textDescription>

/** All files of an encoder, below its folder. */
export function filesOf({ files, text }: Pick<EncoderDescription, 'files' | 'text'>): string[] {
  return [...new Set([...files, ...(text?.files ?? [])])]
}

/** The name of the file that makes a folder an added encoder. */
export const DESCRIPTION_FILE = 'encoder.json'

/**
 * What is said of the encoders that were added below a folder, by name, without reading their networks.
 *
 * @throws Error naming the file that is damaged, and what to do.
 */
export function readEncoderDescriptions(encodersDir: string): (EncoderDescription & { folder: string })[] {
  if (!existsSync(encodersDir)) return []
  return readdirSync(encodersDir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => path.join(encodersDir, entry.name))
    .filter((folder) => existsSync(path.join(folder, DESCRIPTION_FILE)))
    .map((folder) => ({ ...readDescription(path.join(folder, DESCRIPTION_FILE), folder), folder }))
    .sort((left, right) => compareNames(left.name, right.name))
}

function readDescription(file: string, folder: string): EncoderDescription {
  return parseDescription(() => readFileSync(file, 'utf8'), file, folder)
}

/**
 * Reads what is said of an encoder.
 *
 * @param file where that stands, and `folder` the whole of the encoder, for an error
 * @throws Error naming both, and what to do.
 */
export function parseDescription(read: () => string, file: string, folder: string): EncoderDescription {
  try {
    return description.parse(JSON.parse(read()))
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : String(error)
    throw new Error(
      `${file} is no description of an encoder (${why}). Add the encoder again, or delete ${folder}.`,
      { cause: error },
    )
  }
}
