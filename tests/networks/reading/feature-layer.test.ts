import { describe, expect, it } from 'vitest'
import { featuresOfOnnx } from '@/lib/networks/reading/feature-layer'

const output = (name: string, ...shape: (number | string)[]) => ({ name, type: 'float32', shape }) as const
const hidden = output('last_hidden_state', 'batch', 197, 12)
const square = output('last_hidden_state', 'batch', 196, 12)
const pooler = output('pooler_output', 'batch', 12)
const embeds = output('image_embeds', 'batch', 8)

type Case = [what: string, outputs: (typeof hidden)[], architecture: string, found: string[]]
const classToken = ['last_hidden_state first', 'last_hidden_state patches']

describe('what describes a picture, of the outputs of an ONNX file', () => {
  it.each<Case>([
    [
      'is what words are compared with, then the pooler, then the tokens',
      [hidden, pooler, embeds],
      'clip_vision_model',
      ['image_embeds mean', 'pooler_output mean', ...classToken],
    ],
    ['is no pooler that was not trained', [hidden, pooler], 'vit', classToken],
    ['is the mean of tokens that are a square', [square], 'siglip_vision_model', ['last_hidden_state mean']],
    [
      'is the first that could, where none has a known name',
      [output('ids', 'batch'), output('map', 'batch', 12, 7, 7), output('logits', 'batch', 1000)],
      'resnet',
      ['map mean'],
    ],
  ])('%s', (_, outputs, architecture, found) => {
    const features = featuresOfOnnx('model.onnx', outputs, architecture)
    expect(features.map(({ layer, pooling }) => `${layer} ${pooling}`)).toEqual(found)
  })

  it('is nothing that has no row of numbers for a picture, a token or a place', () => {
    expect(() => featuresOfOnnx('model.onnx', [output('ids', 'batch')])).toThrow(
      'model.onnx gives ids: float32 [batch]; an image encoder gives float32 numbers',
    )
  })
})
