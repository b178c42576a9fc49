import { expect, it } from 'vitest'
import {
  encoderSettings,
  usesToMeasure,
  whyWithoutWords,
  type EncoderFlags,
} from '@/lib/cli/encoder-settings'
import { detectEncoder } from '@/lib/networks/reading/detect-encoder'
import { temporaryDirectory } from '../setup/temporary'
import { writeClip } from '../setup/tiny-clip'

type Files = Parameters<typeof writeClip>[1]

/** How a CLIP is used by some flags, and what is tried of it. @param files those that differ */
async function settingsBy(changes: Partial<EncoderFlags> = {}, files?: Files) {
  const flags: EncoderFlags = { plain: false, measure: true, words: true, ...changes }
  const detected = await detectEncoder(writeClip(temporaryDirectory(), files))
  const settings = await encoderSettings('clip', flags, detected)
  const uses = usesToMeasure(flags, detected, settings) ?? []
  return { settings, uses, why: whyWithoutWords(flags, detected, settings) }
}

it('what words search is compared as it is, and only what leaves its space alone is tried', async () => {
  const { settings, uses, why } = await settingsBy()
  expect(settings.text?.output).toBe('text_embeds')
  expect(settings.treatment).toEqual({ mirrored: false, projection: null, words: true })
  expect(uses).toHaveLength(4)
  expect(uses[0]?.treatment).toEqual(settings.treatment)
  for (const { output, treatment } of uses) {
    expect(output.layer).toBe('image_embeds')
    expect(treatment).toMatchObject({ projection: null, words: true })
  }
  expect(why).toBeNull()
})

it.each<[string, Partial<EncoderFlags>]>([
  ['no flags', {}],
  ['--plain', { plain: true }],
  ['--mirror', { mirror: true }],
  ['--pooling', { pooling: 'mean' }],
  ['--no-measure', { measure: false }],
])(
  'is used as the same network without a half for words where they are left out, by %s',
  async (_, flags) => {
    const textHalf = { 'text_model.onnx': null, 'tokenizer.json': null, 'tokenizer_config.json': null }
    const wordless = await settingsBy({ ...flags, words: false })
    expect(wordless).toEqual(await settingsBy(flags, textHalf))
    expect(wordless).not.toHaveProperty('settings.text')
    expect(wordless.settings.treatment).not.toEqual((await settingsBy(flags)).settings.treatment)
  },
)

it('is used without words where another output is asked for, and that is said', async () => {
  const { settings, why } = await settingsBy({ layer: 'colours' })
  expect(settings.text).toBeUndefined()
  expect(why).toBe('words are compared with image_embeds, not with colours')
})
