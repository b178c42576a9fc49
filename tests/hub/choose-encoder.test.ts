import { describe, expect, it } from 'vitest'
import { chooseEncoder, nearest } from '@/lib/hub/choose-encoder'
import type { HubRepository } from '@/lib/hub/repository'

function repository(...paths: string[]): HubRepository {
  const digest = { kind: 'git', hex: '' } as const
  return {
    name: 'studio/encoder',
    commit: '',
    files: paths.map((path) => ({ path, size: 2_345_678, digest })),
  }
}
const chosen = (paths: string[], asked?: string) => chooseEncoder(repository(...paths), asked).path

describe('the network that is taken of a repository', () => {
  it.each([
    ['the only one, whatever it is called', ['onnx/encoder_q4.onnx', 'README.md'], 'onnx/encoder_q4.onnx'],
    [
      'the one whose weights are not rounded',
      ['onnx/model_quantized.onnx', 'onnx/model_fp16.onnx', 'onnx/model.onnx', 'onnx/model_bnb4.onnx'],
      'onnx/model.onnx',
    ],
    [
      'the half that sees pictures',
      ['onnx/model.onnx', 'onnx/text_model.onnx', 'onnx/vision_model.onnx', 'onnx/vision_model_uint8.onnx'],
      'onnx/vision_model.onnx',
    ],
    ['the one that is not for words', ['image.onnx', 'text_encoder.onnx'], 'image.onnx'],
  ])('is %s', (_, paths, expected) => {
    expect(chosen(paths)).toBe(expected)
  })

  it('is the one that was asked for', () => {
    const paths = ['onnx/model.onnx', 'onnx/model_fp16.onnx']
    expect(chosen(paths, 'onnx/model_fp16.onnx')).toBe('onnx/model_fp16.onnx')
  })

  it.each([
    ['there is none', ['model.safetensors'], undefined, 'The repository studio/encoder has no .onnx file.'],
    [
      'several could be meant',
      ['small.onnx', 'large.onnx'],
      undefined,
      'cannot be told. Say it with --file PATH:\n  small.onnx (2 MB)\n  large.onnx (2 MB)',
    ],
    [
      'the one that was asked for is not there',
      ['model.onnx'],
      'vision.onnx',
      'The repository studio/encoder has no file vision.onnx. It has these networks:\n  model.onnx (2 MB)',
    ],
    [
      'what was asked for is something else',
      ['model.onnx', 'config.json'],
      'config.json',
      'config.json in studio/encoder is no .onnx file.',
    ],
  ])('is none, and that is said, when %s', (_, paths, asked, message) => {
    expect(() => chosen(paths, asked)).toThrow(message)
  })
})

it('the configuration of a network is the one nearest to it, never that of another folder', () => {
  const files = repository('a/b/config.json', 'a/config.json', 'c/config.json')
  expect(nearest(files, 'config.json', 'a/b/model.onnx')?.path).toBe('a/b/config.json')
  expect(nearest(files, 'config.json', 'a/d/model.onnx')?.path).toBe('a/config.json')
  expect(nearest(files, 'config.json', 'model.onnx')).toBeUndefined()
})
