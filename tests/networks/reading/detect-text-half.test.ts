import { mkdirSync, renameSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { detectEncoder } from '@/lib/networks/reading/detect-encoder'
import { temporaryDirectory } from '../../setup/temporary'
import { clipText, clipTextWeights, clipVision, writeClip } from '../../setup/tiny-clip'

type Changes = Parameters<typeof writeClip>[1]

async function textHalf(changes?: Changes) {
  const folder = temporaryDirectory()
  const { textHalf: found } = await detectEncoder(writeClip(folder, changes))
  return { folder, found }
}

describe('the half that reads words', () => {
  it('is found beside the half that sees pictures, with its tokenizer', async () => {
    const { folder, found } = await textHalf()
    const names = ['text_model.onnx', 'tokenizer.json', 'tokenizer_config.json']
    expect(found).toEqual({
      text: {
        sources: names.map((name) => ({ name, from: path.join(folder, name) })),
        imageOutput: 'image_embeds',
        output: 'text_embeds',
        maxLength: 77,
        isPadded: false,
      },
    })
  })

  it('has its tokenizer above the folder of the networks, and weights in files of their own', async () => {
    const folder = temporaryDirectory()
    writeClip(folder, {
      'text_model.onnx': clipText({ external: 'text_model.onnx_data' }),
      'text_model.onnx_data': new Uint8Array(clipTextWeights().buffer),
    })
    mkdirSync(path.join(folder, 'onnx'))
    const networks = ['vision_model.onnx', 'text_model.onnx', 'text_model.onnx_data']
    for (const name of networks) renameSync(path.join(folder, name), path.join(folder, 'onnx', name))
    const { textHalf: found } = await detectEncoder(path.join(folder, 'onnx/vision_model.onnx'))
    expect(
      found && 'text' in found && found.text.sources.map(({ from }) => path.relative(folder, from)),
    ).toEqual([
      path.join('onnx', 'text_model.onnx'),
      path.join('onnx', 'text_model.onnx_data'),
      'tokenizer.json',
      'tokenizer_config.json',
    ])
  })

  it('of a SigLIP is compared by its pooler, and always takes as many tokens', async () => {
    const { found } = await textHalf({
      'config.json': '{"model_type": "siglip", "vision_config": {"model_type": "siglip_vision_model"}}',
      'tokenizer_config.json': '{"model_max_length": 64, "pad_token": "<|endoftext|>"}',
      'vision_model.onnx': clipVision('pooler_output'),
      'text_model.onnx': clipText({ output: 'pooler_output' }),
    })
    const expected = { imageOutput: 'pooler_output', output: 'pooler_output', maxLength: 64, isPadded: true }
    expect(found).toMatchObject({ text: expected })
  })

  it.each<[string, Changes, number]>([
    ['the network', { 'text_model.onnx': clipText({ length: 16 }) }, 16],
    ['its tokenizer’s settings', {}, 77],
    [
      'the configuration',
      {
        'tokenizer_config.json': '{"model_max_length": 1e30}',
        'config.json': '{"text_config": {"max_position_embeddings": 52}}',
      },
      52,
    ],
  ])('takes as many tokens as %s says', async (_, changes, maxLength) => {
    expect((await textHalf(changes)).found).toMatchObject({ text: { maxLength } })
  })

  it.each<[string, Changes, string]>([
    ['there is no tokenizer', { 'tokenizer.json': null }, 'there is no tokenizer.json with text_model.onnx'],
    [
      'its numbers are not of the same space',
      { 'text_model.onnx': clipText({ width: 6 }) },
      'text_model.onnx gives 6 numbers, and the half that sees pictures 4: they are not of one space',
    ],
    [
      'pictures are not given in that space',
      { 'vision_model.onnx': clipVision('pooler_output') },
      'the half that sees pictures has no image_embeds, which is what words are compared with',
    ],
    [
      'it takes something else',
      {
        'text_model.onnx': clipText({
          inputs: [{ name: 'tokens', type: 'int64', shape: ['batch', 'length'] }],
        }),
      },
      'text_model.onnx takes tokens: int64 [batch, length]; a half that reads words takes input_ids',
    ],
    [
      'it gives something else',
      { 'text_model.onnx': clipText({ output: 'last_hidden_state' }) },
      'text_model.onnx has no output text_embeds, only last_hidden_state',
    ],
    [
      'nothing tells how many tokens it takes',
      { 'tokenizer_config.json': null },
      'how many tokens it takes is not told',
    ],
    [
      'it is damaged',
      { 'text_model.onnx': 'no network' },
      'text_model.onnx is no ONNX file, or it is damaged',
    ],
  ])('cannot be used, and that is said, where %s', async (_, changes, why) => {
    expect((await textHalf(changes)).found).toEqual({ why: expect.stringContaining(why) })
  })

  it('is none where no file is named so', async () => {
    expect((await textHalf({ 'text_model.onnx': null })).found).toBeUndefined()
    const folder = temporaryDirectory()
    const file = writeClip(folder)
    const alone = path.join(folder, 'model.onnx')
    renameSync(file, alone)
    expect((await detectEncoder(alone)).textHalf).toBeUndefined()
  })
})
