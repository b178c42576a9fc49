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
  try {
    assertTold(await vectorsOf(text), dimensions)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new Error(
      `${text.sources[0]?.name} cannot be used: ${why} Add the encoder without it: --no-words`,
      { cause: error },
    )
  }
}

async function vectorsOf(text: DetectedText): Promise<Float32Array[]> {
  const network = await openTextNetwork(text.sources, text)
  try {
    const vectors: Float32Array[] = []
    for (const each of TEXTS) vectors.push(await network.encode(each))
    return vectors
  } finally {
    await network.dispose()
  }
}

function assertTold([first = new Float32Array(0), ...others]: Float32Array[], dimensions: number): void {
  if (first.length !== dimensions) {
    throw new Error(
      `it gives ${first.length} numbers a text, and the half that sees pictures ${dimensions}: they are not of one space.`,
    )
  }
  if (others.every((vector) => vector.every((value, at) => value === first[at]))) {
    throw new Error('it gives the same numbers whatever the text.')
  }
}
