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

/** How a CLIP is used by some flags, and what is tried of it. */
async function settingsBy(changes: Partial<EncoderFlags> = {}) {
  const flags: EncoderFlags = { plain: false, measure: true, words: true, ...changes }
  const detected = await detectEncoder(writeClip(temporaryDirectory()))
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

it('is treated as any other transformer where words are left out', async () => {
  const { settings, uses, why } = await settingsBy({ words: false })
  expect(settings.text).toBeUndefined()
  expect(settings.treatment).toMatchObject({ projection: { whiteningExponent: 0 }, power: 'plain' })
  expect(uses).toHaveLength(16)
  expect(why).toBeNull()
})

it('is used without words where another output is asked for, and that is said', async () => {
  const { settings, why } = await settingsBy({ layer: 'colours' })
  expect(settings.text).toBeUndefined()
  expect(why).toBe('words are compared with image_embeds, not with colours')
})
