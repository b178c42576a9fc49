import { LRUCache } from 'lru-cache'
import { z } from 'zod'
import { openThread, ThreadFullError } from '@/lib/threads/thread'
import type { TextDescription } from '../encoder-descriptions'
import type { TextRequest, TextSetup } from './text-work'

/** Says where words are in the space that an encoder has pictures in. */
export type TextEncoder = {
  /**
   * The vector of a text, of length 1. Of the same text it is kept.
   *
   * @throws TextQueueFullError when too many wait already; Error when the encoder's files are gone, damaged or changed, or there is no
   *   word in the text. A thread that failed is not started again for a minute.
   */
  encode(text: string): Promise<Float32Array>
  close(): Promise<void>
}

/** Too many texts wait to be read. */
export class TextQueueFullError extends Error {
  constructor(waiting: number) {
    super(`${waiting} texts wait to be read already.`)
    this.name = 'TextQueueFullError'
  }
}

/** Of some 3 kB each. */
const KEPT_TEXTS = 500
/** Each takes some tens of milliseconds. */
export const MAX_WAITING_TEXTS = 64

/**
 * Opens the half of an added encoder that reads words. The network is loaded at the first text, in a thread of its own, so that this
 * one goes on with what it does.
 *
 * @param folder of the encoder
 */
export function openTextEncoder(folder: string, text: TextDescription): TextEncoder {
  const kept = new LRUCache<string, Promise<Float32Array>>({ max: KEPT_TEXTS })
  const setup: TextSetup = { folder, text }
  const thread = openThread<TextRequest, Float32Array>({
    module: 'lib/embedding/text/text-work.ts',
    setup,
    title: 'that reads words',
    answer: z.instanceof(Float32Array),
    mostWaiting: MAX_WAITING_TEXTS,
  })

  async function ask(words: string): Promise<Float32Array> {
    try {
      return await thread.ask({ text: words })
    } catch (error) {
      throw error instanceof ThreadFullError ? new TextQueueFullError(error.waitingCount) : error
    }
  }

  return {
    encode(words) {
      const known = kept.get(words)
      if (known) return known
      const vector = ask(words)
      kept.set(words, vector)
      vector.catch(() => kept.delete(words))
      return vector
    },
    close: thread.close,
  }
}
