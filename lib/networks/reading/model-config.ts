import { z } from 'zod'
import { parsePreprocessorConfig, type Preprocessing } from './preprocessor-config'

const side = z.number().int().positive()
const three = z.tuple([z.number(), z.number(), z.number()])

/** What networks of all kinds have here differs; what is of no known form is not told. */
const config = z.object({
  model_type: z.string().optional().catch(undefined),
  image_size: side.optional().catch(undefined),
  vision_config: z
    .object({ model_type: z.string().optional().catch(undefined), image_size: side.optional() })
    .optional()
    .catch(undefined),
  text_config: z
    .object({ max_position_embeddings: side.optional().catch(undefined) })
    .optional()
    .catch(undefined),
  pretrained_cfg: z
    .object({
      input_size: z.tuple([side, side, side]),
      crop_pct: z.number().positive().max(1).optional(),
      interpolation: z.string().optional(),
      mean: three,
      std: three,
    })
    .optional()
    .catch(undefined),
})

/** The numbers that Pillow has for what timm names. */
const resamples: Record<string, number> = { nearest: 0, lanczos: 1, bilinear: 2, bicubic: 3 }

/** What is said of a network beside its preprocessing. */
export type ModelConfig = {
  /** Its architecture, as transformers names it. */
  architecture: string | undefined
  /** Side of its square pictures. */
  size: number | undefined
  /** How many tokens of words it takes, if it reads any. */
  textLength: number | undefined
  /** What timm says of how its pictures come. */
  preprocessing: Preprocessing | undefined
}

/**
 * Reads a Hugging Face `config.json`, of transformers or of timm.
 *
 * @throws ZodError when it is no JSON object; Error when its pictures are not square.
 */
export function parseModelConfig(json: unknown): ModelConfig {
  const {
    model_type,
    image_size,
    vision_config: vision,
    text_config: text,
    pretrained_cfg: timm,
  } = config.parse(json)
  return {
    architecture: vision?.model_type ?? model_type,
    size: vision?.image_size ?? image_size,
    textLength: text?.max_position_embeddings,
    preprocessing: timm && preprocessingOf(timm),
  }
}

function preprocessingOf(timm: NonNullable<z.infer<typeof config>['pretrained_cfg']>): Preprocessing {
  const [, height, width] = timm.input_size
  if (height !== width) {
    throw new Error(`The network's picture is ${height} x ${width} pixels; only square ones are supported.`)
  }
  return parsePreprocessorConfig({
    size: { shortest_edge: height },
    crop_pct: timm.crop_pct ?? 1,
    resample: resamples[timm.interpolation ?? 'bilinear'],
    image_mean: timm.mean,
    image_std: timm.std,
  })
}
