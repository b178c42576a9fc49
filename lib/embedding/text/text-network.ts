import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { TOKENIZER_CONFIG_FILE, TOKENIZER_FILE } from '@/lib/facts/text-half'
import { MASK_INPUT, TOKENS_INPUT } from '@/lib/networks/reading/detect-text-half'
import type { FileSource } from '@/lib/networks/reading/read-network'
import { createSession } from '@/lib/numerics/onnx-session'
import type { TextDescription } from '../encoder-descriptions'
import { tokensOf } from './tokens'

/** A loaded network that reads words. */
export type TextNetwork = {
  /**
   * The vector of a text, of length 1, in the space that its other half has pictures in.
   *
   * @throws Error when there is no word in it, or the network gives no numbers
   */
  encode(text: string): Promise<Float32Array>
  dispose(): Promise<void>
}

/**
 * Loads a network that reads words, and its tokenizer. It computes on the calling thread.
 *
 * @param sources its files, the network's own first
 * @throws Error when a file is missing, damaged, or no tokenizer
 */
export async function openTextNetwork(
  sources: readonly FileSource[],
  { output, maxLength, isPadded }: Pick<TextDescription, 'output' | 'maxLength' | 'isPadded'>,
  threads?: number,
): Promise<TextNetwork> {
  const tokens = await readTokenizer(sources, { maxLength, isPadded })
  const session = await createSession(sources[0]?.from ?? '', { threads })
  const hasMask = session.inputs.some(({ name }) => name === MASK_INPUT)
  return {
    async encode(text) {
      const words = text.trim()
      if (words === '') throw new Error('There are no words to compare pictures with.')
      const { ids, mask } = tokens(words)
      const dims = [1, ids.length]
      const outputs = await session.run({
        [TOKENS_INPUT]: { data: ids, dims },
        ...(hasMask && { [MASK_INPUT]: { data: mask, dims } }),
      })
      return normalised(outputs[output]?.data, output)
    },
    dispose: () => session.dispose(),
  }
}

async function readTokenizer(sources: readonly FileSource[], limits: Parameters<typeof tokensOf>[2]) {
  const read = async (name: string): Promise<unknown> => {
    const file = sources.find((source) => source.name === name)
    return file && JSON.parse(await readFile(file.from, 'utf8'))
  }
  try {
    const config = (await read(TOKENIZER_CONFIG_FILE)) ?? {}
    return tokensOf(await read(TOKENIZER_FILE), config, limits)
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : String(error)
    throw new Error(`${TOKENIZER_FILE} cannot be used (${why}).`, { cause: error })
  }
}

function normalised(data: unknown, output: string): Float32Array {
  if (!(data instanceof Float32Array)) throw new Error(`${output} is no output of float32 numbers.`)
  const length = Math.hypot(...data)
  if (!(length > 0 && Number.isFinite(length))) throw new Error(`${output} is ${length} long for a text.`)
  return data.map((value) => value / length)
}
