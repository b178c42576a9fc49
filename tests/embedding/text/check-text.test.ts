import { expect, it } from 'vitest'
import { checkText } from '@/lib/embedding/text/check-text'
import { detectEncoder } from '@/lib/networks/reading/detect-encoder'
import { temporaryDirectory } from '../../setup/temporary'
import { CLIP_WIDTH, clipText, writeClip } from '../../setup/tiny-clip'

async function check(dimensions: number, changes?: Parameters<typeof writeClip>[1]): Promise<void> {
  const { textHalf } = await detectEncoder(writeClip(temporaryDirectory(), changes))
  if (!textHalf || 'why' in textHalf) throw new Error(textHalf?.why)
  return checkText(textHalf.text, dimensions)
}

it('a half that reads words is taken where it works', async () => {
  await expect(check(CLIP_WIDTH)).resolves.toBeUndefined()
})

it('is refused where the other half gives more numbers', async () => {
  await expect(check(CLIP_WIDTH + 3)).rejects.toThrow(
    'text_model.onnx cannot be used: it gives 4 numbers a text, and the half that sees pictures 7: they are not of one space. Add the encoder without it: --no-words',
  )
})

it('is refused where it gives the same whatever the text, as without the tokens of one', async () => {
  const changes = { 'text_model.onnx': clipText({ isDeaf: true }) }
  await expect(check(CLIP_WIDTH, changes)).rejects.toThrow('it gives the same numbers whatever the text.')
})
