import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { detectEncoder } from '@/lib/networks/reading/detect-encoder'
import { parseModelConfig } from '@/lib/networks/reading/model-config'
import { tinyTransformer } from '../../hub/onnx-encoders'
import { temporaryDirectory } from '../../setup/temporary'

const timm = {
  architecture: 'vit_small_patch14_dinov2',
  pretrained_cfg: {
    input_size: [3, 224, 224],
    crop_pct: 0.9,
    interpolation: 'bicubic',
    mean: [0.5, 0.4, 0.3],
    std: [0.2, 0.25, 0.5],
  },
}
const unknown = { architecture: undefined, size: undefined, textLength: undefined, preprocessing: undefined }

describe('a config.json', () => {
  it('of transformers says the architecture and the size, of two halves those of the one that sees', () => {
    const vit = { model_type: 'vit', image_size: 224 }
    expect(parseModelConfig(vit)).toEqual({ ...unknown, architecture: 'vit', size: 224 })
    const clip = {
      model_type: 'clip',
      vision_config: { model_type: 'clip_vision_model', image_size: 336 },
      text_config: { max_position_embeddings: 77 },
    }
    const halves = { architecture: 'clip_vision_model', size: 336, textLength: 77 }
    expect(parseModelConfig(clip)).toEqual({ ...unknown, ...halves })
  })

  it('of timm says how pictures come', () => {
    const { preprocessing } = parseModelConfig(timm)
    expect(preprocessing?.picture).toEqual({ size: 224, fit: 'cover', shortSide: 249, kernel: 'cubic' })
    const { scale = [], offset = [] } = preprocessing?.scaling ?? {}
    expect((scale[2] ?? 0) * 255 + (offset[2] ?? 0)).toBeCloseTo((1 - 0.3) / 0.5, 10)
  })

  it('is taken for as much as it says in a known form, and refused where pictures are not square', () => {
    expect(parseModelConfig({ model_type: 3, image_size: [224, 224], pretrained_cfg: 'none' })).toEqual(
      unknown,
    )
    const wide = { ...timm, pretrained_cfg: { ...timm.pretrained_cfg, input_size: [3, 224, 320] } }
    expect(() => parseModelConfig(wide)).toThrow("The network's picture is 224 x 320 pixels")
  })

  it('is read beside an .onnx file, and of how pictures come a preprocessor_config.json is believed before it', async () => {
    const folder = temporaryDirectory()
    const file = path.join(folder, 'model.onnx')
    writeFileSync(file, tinyTransformer())
    writeFileSync(path.join(folder, 'config.json'), JSON.stringify(timm))
    expect((await detectEncoder(file)).scaling).toEqual(parseModelConfig(timm).preprocessing?.scaling)
    writeFileSync(
      path.join(folder, 'preprocessor_config.json'),
      '{"do_rescale": false, "do_normalize": false}',
    )
    expect((await detectEncoder(file)).scaling).toMatchObject({ scale: [1, 1, 1] })
  })
})
