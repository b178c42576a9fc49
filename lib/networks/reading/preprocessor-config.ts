import { z } from 'zod'
import type { PictureForm, PixelScaling } from '../network'

const side = z.number().int().positive()
const three = z.tuple([z.number(), z.number(), z.number()])

const config = z.object({
  do_resize: z.boolean().default(true),
  size: z
    .union([
      // What old configurations say: with a crop it is the shorter edge, without both sides.
      side,
      z.object({ height: side, width: side }),
      z.object({ shortest_edge: side }),
    ])
    .optional(),
  do_center_crop: z.boolean().optional(),
  crop_size: z
    .union([side.transform((height) => ({ height, width: height })), z.object({ height: side, width: side })])
    .optional(),
  /** What part of the resized picture is kept, where that is how a crop is told. */
  crop_pct: z.number().positive().max(1).nullish(),
  resample: z.number().int().nullish(),
  do_rescale: z.boolean().default(true),
  rescale_factor: z.number().default(1 / 255),
  do_normalize: z.boolean().default(true),
  image_mean: three.nullish(),
  image_std: three.nullish(),
})

/** The numbers that Pillow has for its ways of resizing. */
const kernels: Record<number, PictureForm['kernel']> = {
  0: 'nearest',
  1: 'lanczos3',
  2: 'linear',
  3: 'cubic',
}

/** What a network expects of pictures, as far as it is told; the form is undefined where no size is. */
export type Preprocessing = { picture: PictureForm | undefined; scaling: PixelScaling }

/**
 * Reads a Hugging Face `preprocessor_config.json`.
 *
 * @throws ZodError when it is not of the known form; Error when the picture that it asks for is not square.
 */
export function parsePreprocessorConfig(json: unknown): Preprocessing {
  const settings = config.parse(json)
  const factor = settings.do_rescale ? settings.rescale_factor : 1
  const mean = (settings.do_normalize && settings.image_mean) || [0, 0, 0]
  const deviation = (settings.do_normalize && settings.image_std) || [1, 1, 1]
  const [red = 1, green = 1, blue = 1] = deviation
  return {
    picture: pictureForm(settings),
    scaling: {
      channels: 'rgb',
      scale: [factor / red, factor / green, factor / blue],
      offset: [0 - (mean[0] ?? 0) / red, 0 - (mean[1] ?? 0) / green, 0 - (mean[2] ?? 0) / blue],
    },
  }
}

function pictureForm(settings: z.infer<typeof config>): PictureForm | undefined {
  const { size, crop_size: crop, crop_pct: share } = settings
  const kernel = kernels[settings.resample ?? 2] ?? 'linear'
  if (crop && settings.do_center_crop !== false) {
    const shortSide = typeof size === 'number' ? size : shortestEdge(size)
    return { size: squareSide(crop), fit: 'cover', shortSide, kernel }
  }
  if (!size) return undefined
  if (typeof size === 'number') return { size, fit: 'fill', kernel }
  if ('height' in size) return { size: squareSide(size), fit: 'fill', kernel }
  const { shortest_edge: edge } = size
  if (share) return { size: edge, fit: 'cover', shortSide: Math.round(edge / share), kernel }
  return { size: edge, fit: 'contain', kernel }
}

function shortestEdge(size: { height: number; width: number } | { shortest_edge: number } | undefined) {
  return size && 'shortest_edge' in size ? size.shortest_edge : undefined
}

function squareSide({ height, width }: { height: number; width: number }): number {
  if (height === width) return height
  throw new Error(
    `The preprocessor's picture is ${height} x ${width} pixels; only square ones are supported.`,
  )
}
