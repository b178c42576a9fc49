import { describe, expect, it } from 'vitest'
import { parsePreprocessorConfig } from '@/lib/networks/reading/preprocessor-config'

// As Hugging Face publishes them beside the networks of these names.
const clip = {
  crop_size: { height: 224, width: 224 },
  do_center_crop: true,
  do_convert_rgb: true,
  do_normalize: true,
  do_rescale: true,
  do_resize: true,
  image_mean: [0.48145466, 0.4578275, 0.40821073],
  image_processor_type: 'CLIPImageProcessor',
  image_std: [0.26862954, 0.26130258, 0.27577711],
  resample: 3,
  rescale_factor: 0.00392156862745098,
  size: { shortest_edge: 224 },
}
const vit = {
  do_normalize: true,
  do_resize: true,
  image_mean: [0.5, 0.5, 0.5],
  image_std: [0.5, 0.5, 0.5],
  size: 224,
}
const dinov2 = { ...clip, size: { shortest_edge: 256 }, image_mean: [0.485, 0.456, 0.406] }
const siglip = { ...vit, size: { height: 384, width: 384 }, resample: 3 }
const convnext = { ...vit, size: { shortest_edge: 224 }, crop_pct: 0.875 }

describe('a preprocessor_config.json', () => {
  it.each([
    ['CLIP', clip, { size: 224, fit: 'cover', shortSide: 224, kernel: 'cubic' }],
    ['DINOv2', dinov2, { size: 224, fit: 'cover', shortSide: 256, kernel: 'cubic' }],
    ['SigLIP', siglip, { size: 384, fit: 'fill', kernel: 'cubic' }],
    ['ConvNeXt', convnext, { size: 224, fit: 'cover', shortSide: 256, kernel: 'linear' }],
    ['an old ViT', vit, { size: 224, fit: 'fill', kernel: 'linear' }],
    [
      'an old CLIP',
      { ...clip, size: 224, crop_size: 224 },
      { size: 224, fit: 'cover', shortSide: 224, kernel: 'cubic' },
    ],
    ['one without a size', { ...clip, size: undefined, crop_size: undefined }, undefined],
  ])('says how pictures are resized: %s', (_, config, picture) => {
    expect(parsePreprocessorConfig(config).picture).toEqual(picture)
  })

  it('says what a byte becomes: rescaled, minus the mean, by the deviation', () => {
    const { scale, offset, channels } = parsePreprocessorConfig(clip).scaling
    expect(channels).toBe('rgb')
    clip.image_mean.forEach((mean, channel) => {
      const expected = (200 / 255 - mean) / (clip.image_std[channel] ?? Number.NaN)
      expect(200 * (scale[channel] ?? 0) + (offset[channel] ?? 0)).toBeCloseTo(expected, 10)
    })
  })

  it('leaves bytes as they are when it neither rescales nor normalises', () => {
    const { scaling } = parsePreprocessorConfig({ ...clip, do_rescale: false, do_normalize: false })
    expect(scaling).toEqual({ channels: 'rgb', scale: [1, 1, 1], offset: [0, 0, 0] })
  })

  it('is refused when its picture is not square, or a value is of another kind', () => {
    expect(() => parsePreprocessorConfig({ ...clip, crop_size: { height: 224, width: 336 } })).toThrow(
      "The preprocessor's picture is 224 x 336 pixels; only square ones are supported.",
    )
    expect(() => parsePreprocessorConfig({ ...clip, image_mean: 'grey' })).toThrow('image_mean')
  })
})
