import { Tokenizer } from '@huggingface/tokenizers'
import { z } from 'zod'
import { cutText } from '@/lib/text/cut-text'

/** What a network that reads words is given: numbers of tokens, and which of them are no padding. */
export type Tokens = { ids: BigInt64Array; mask: BigInt64Array }

/** How many tokens there may be, and whether there are always as many. */
export type TokenLimits = { maxLength: number; isPadded: boolean }

/** No token of a word that anybody searches for is longer, on average. */
const CHARACTERS_A_TOKEN = 16

const paddingToken = z.union([
  z.string(),
  z.object({ content: z.string() }).transform(({ content }) => content),
])
const tokenizerJson = z.looseObject({
  model: z.looseObject({}),
  padding: z.looseObject({ pad_id: z.number().int() }).nullish().catch(null),
})
const configJson = z.looseObject({ pad_token: paddingToken.nullish().catch(null) })

/**
 * Reads a `tokenizer.json` of Hugging Face, and its `tokenizer_config.json`, and returns what makes tokens of a text. Of a longer
 * text the first tokens are taken, and the special ones that end every text.
 *
 * @throws Error when it is no tokenizer, or has no token to pad with where that is needed
 */
export function tokensOf(
  tokenizer: unknown,
  config: unknown,
  { maxLength, isPadded }: TokenLimits,
): (text: string) => Tokens {
  const read = tokenizerJson.parse(tokenizer)
  const settings = configJson.parse(config)
  const words = new Tokenizer(read, settings)
  const padding = (settings.pad_token && words.token_to_id(settings.pad_token)) ?? read.padding?.pad_id
  if (isPadded && typeof padding !== 'number') {
    throw new Error('The tokenizer has no token to fill up short texts with (pad_token).')
  }
  return (text) => {
    const short = cutText(text, CHARACTERS_A_TOKEN * maxLength)
    const ids = shortened(
      words.encode(short).ids,
      words.encode(short, { add_special_tokens: false }).ids,
      maxLength,
    )
    const length = isPadded ? maxLength : ids.length
    const at = (place: number) => ids[place] ?? (typeof padding === 'number' ? padding : 0)
    return {
      ids: BigInt64Array.from({ length }, (_, place) => BigInt(at(place))),
      mask: BigInt64Array.from({ length }, (_, place) => (place < ids.length ? 1n : 0n)),
    }
  }
}

/** At most so many of some tokens, with those at the end that are no part of the text. */
function shortened(ids: readonly number[], bare: readonly number[], most: number): readonly number[] {
  if (ids.length <= most) return ids
  const before = ids.findIndex((_, from) => bare.every((id, at) => ids[from + at] === id))
  const ending = before < 0 ? [] : ids.slice(before + bare.length)
  return [...ids.slice(0, most - ending.length), ...ending]
}
