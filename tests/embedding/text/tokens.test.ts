import { describe, expect, it } from 'vitest'
import { tokensOf } from '@/lib/embedding/text/tokens'
import { CLIP_TOKENIZER_CONFIG, clipTokenizer } from '../../setup/tiny-clip'

const { json, ids } = clipTokenizer(['cat'])
const tokens = tokensOf(json, CLIP_TOKENIZER_CONFIG, { maxLength: 77, isPadded: false })
const idsOf = (text: string) => [...tokens(text).ids].map(Number)

// By hand: letters are 0 to 25, those that end a word 26 to 51, then `ca`, `cat</w>`, the start and the end.
const [CA, CAT, START, END] = [52, 53, 54, 55]

describe('the tokens of a text', () => {
  it.each([
    ['a Cat', [START, 26, CAT, END]],
    ['  cat\n\tCATS ', [START, CAT, CA, 19, 44, END]],
    ['act', [START, 0, 2, 45, END]],
    ["cat's", [START, CAT, END, 44, END]],
  ])('of %j are those that are known by hand', (text, expected) => {
    expect(ids['ca']).toBe(CA)
    expect(idsOf(text)).toEqual(expected)
  })

  it('of what the vocabulary has not are unknown ones, between the start and the end', () => {
    const emoji = idsOf('🐈 cat')
    expect(emoji.at(0)).toBe(START)
    expect(emoji.slice(-2)).toEqual([CAT, END])
    expect(idsOf('')).toEqual([START, END])
  })

  it('of ten thousand characters are the first, and the end', () => {
    for (const text of ['cat '.repeat(2500), 'x'.repeat(10_000), '🐈'.repeat(5000)]) {
      const long = idsOf(text)
      expect(long).toHaveLength(77)
      expect([long[0], long[76]]).toEqual([START, END])
    }
  })

  it('are filled up where the network always takes as many, and the mask says which are', () => {
    const padded = tokensOf(json, CLIP_TOKENIZER_CONFIG, { maxLength: 6, isPadded: true })('a cat')
    expect([...padded.ids].map(Number)).toEqual([START, 26, CAT, END, END, END])
    expect([...padded.mask].map(Number)).toEqual([1, 1, 1, 1, 0, 0])
  })

  it('need something to be filled up with', () => {
    expect(() => tokensOf(json, {}, { maxLength: 6, isPadded: true })).toThrow('pad_token')
  })
})
