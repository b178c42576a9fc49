import type { DetectedText } from '@/lib/networks/reading/detect-text-half'
import { openTextNetwork } from './text-network'

const TEXTS = ['a chair', 'a red car seen from the side', 'tree']

/**
 * Reads a few texts with the half of an encoder that reads words.
 *
 * @param dimensions how many numbers its other half gives
 * @throws Error when it cannot be loaded, gives as many numbers as no picture has, or the same whatever the text
 */
export async function checkText(text: DetectedText, dimensions: number): Promise<void> {
  const name = text.sources[0]?.name
  const refuse = (why: string, cause?: unknown) =>
    new Error(`${name} cannot be used: ${why} Add the encoder without it: --no-words`, { cause })
  const network = await openTextNetwork(text.sources, text).catch((error: unknown) => {
    throw refuse(error instanceof Error ? error.message : String(error), error)
  })
  try {
    const vectors: Float32Array[] = []
    for (const each of TEXTS) vectors.push(await network.encode(each))
    const [first = new Float32Array(0), ...others] = vectors
    if (first.length !== dimensions) {
      throw new Error(
        `it gives ${first.length} numbers a text, and the half that sees pictures ${dimensions}: they are not of one space.`,
      )
    }
    if (others.every((vector) => vector.every((value, at) => value === first[at]))) {
      throw new Error('it gives the same numbers whatever the text.')
    }
  } catch (error) {
    throw refuse(error instanceof Error ? error.message : String(error), error)
  } finally {
    await network.dispose()
  }
}
