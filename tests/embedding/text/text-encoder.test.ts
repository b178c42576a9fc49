import { rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { TextDescription } from '@/lib/embedding/encoder-descriptions'
import { openTextEncoder, TextQueueFullError } from '@/lib/embedding/text/text-encoder'
import { digestOfFiles } from '@/lib/networks/reading/read-network'
import { temporaryDirectory } from '../../setup/temporary'
import { CLIP_SPECIAL, CLIP_WORDS, clipText, writeClip } from '../../setup/tiny-clip'

const files = ['text_model.onnx', 'tokenizer.json', 'tokenizer_config.json']

async function textEncoder(changes: Partial<TextDescription> = {}, network = clipText()) {
  const folder = temporaryDirectory()
  writeClip(folder, { 'text_model.onnx': network })
  const digest = await digestOfFiles(folder, files)
  const described = { files, digest, output: 'text_embeds', maxLength: 77, isPadded: false, ...changes }
  const encoder = openTextEncoder(folder, described)
  onTestFinished(encoder.close)
  return { folder, ...encoder }
}

/** Where the sum of some words is, with so many special tokens, at a distance of 1. */
function placeOf(words: readonly string[], specials = 2): number[] {
  const places = [...words.map((word) => CLIP_WORDS[word] ?? []), [0, 0, 0, specials * CLIP_SPECIAL]]
  const sum = [0, 1, 2, 3].map((at) => places.reduce((total, place) => total + (place[at] ?? 0), 0))
  const length = Math.hypot(...sum)
  return sum.map((value) => value / length)
}

function expectClose(vector: Float32Array, expected: readonly number[]): void {
  expect(vector).toHaveLength(expected.length)
  vector.forEach((value, at) => expect(value).toBeCloseTo(expected[at] ?? Number.NaN, 6))
}

describe('the vector of a text', () => {
  it('is what the network makes of its tokens, at a distance of 1', async () => {
    const { encode } = await textEncoder()
    expectClose(await encode('red'), placeOf(['red']))
    expectClose(await encode('  Red\nBLUE '), placeOf(['red', 'blue']))
  })

  it('is read where the network always takes as many tokens, and a mask', async () => {
    const inputs = ['input_ids', 'attention_mask'].map((name) => {
      return { name, type: 'int64' as const, shape: ['batch', 6] }
    })
    const { encode } = await textEncoder({ maxLength: 6, isPadded: true }, clipText({ inputs }))
    expectClose(await encode('red'), placeOf(['red'], 5))
    expectClose(await encode('red red blue red blue blue blue'), placeOf(['red', 'red', 'blue', 'red']))
  })

  it('is kept, and read once for two that ask at the same time', async () => {
    const { encode } = await textEncoder()
    const first = encode('green')
    expect(encode('green')).toBe(first)
    await first
    expect(encode('green')).toBe(first)
  })

  it('has length 1 for ten thousand characters and for emoji', async () => {
    const { encode } = await textEncoder()
    for (const text of ['red zebra '.repeat(1000), 'x'.repeat(10_000), 'a 🐉 in a 🚀']) {
      expect(Math.hypot(...(await encode(text)))).toBeCloseTo(1, 6)
    }
  })
})

describe('is refused', () => {
  it('a text without a word, and the next one is read all the same', async () => {
    const { encode } = await textEncoder()
    await expect(encode(' \n')).rejects.toThrow('There are no words to compare pictures with.')
    expectClose(await encode('red'), placeOf(['red']))
  })

  it('what comes while too many wait', async () => {
    const { encode } = await textEncoder()
    const answers = await Promise.allSettled(Array.from({ length: 70 }, (_, at) => encode(`red ${at}`)))
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(64)
    const [last] = answers.slice(-1)
    expect(last?.status === 'rejected' && last.reason).toBeInstanceOf(TextQueueFullError)
  })

  it('what has changed since it was added, and what is gone', async () => {
    const changed = await textEncoder()
    writeFileSync(path.join(changed.folder, 'tokenizer.json'), '{}')
    await expect(changed.encode('red')).rejects.toThrow(/files in .* have changed since .* Add it again/)
    await expect(changed.encode('red')).rejects.toThrow('Add it again')
    const gone = await textEncoder()
    rmSync(gone.folder, { recursive: true })
    await expect(gone.encode('red')).rejects.toThrow('ENOENT')
  })
})
