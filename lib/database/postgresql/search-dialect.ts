import { joinedExpressions, type SearchDialect, type SearchTexts } from '../dialect'
import { MAX_TOKEN_BYTES } from '../tables/search-words'

/** A tsvector knows no later position, and no more of them for a lexeme. */
const LAST_POSITION = 16_383
const MAX_POSITIONS = 255

/** A token as a lexeme of a tsvector or a tsquery; of one that is too long, what it begins with. */
function lexeme(token: string): string {
  const bytes = Buffer.from(token)
  // A decoder that expects more leaves out a character that is cut off.
  const kept =
    bytes.length <= MAX_TOKEN_BYTES
      ? token
      : new TextDecoder().decode(bytes.subarray(0, MAX_TOKEN_BYTES), { stream: true })
  return `'${kept.replaceAll(/['\\]/g, '$&$&')}'`
}

/**
 * Expressions as a tsquery in text form, over what {@link searchDocument} writes. A weight is asked for only where tokens
 * must be in the name: the index does not have it, so that each row found is looked at. Neither does a filter need one,
 * since no text has its token.
 */
export const searchDialect: SearchDialect = {
  tokens(tokens, where, mayGoOn) {
    const flagsOf = (place: number) =>
      (mayGoOn && place === tokens.length - 1 ? '*' : '') + (where === 'name' ? 'A' : '')
    const operands = tokens.map((token, place) => {
      const flags = flagsOf(place)
      return flags === '' ? lexeme(token) : `${lexeme(token)}:${flags}`
    })
    return joinedExpressions(operands, ' <-> ')
  },
  filter: lexeme,
  all: (expressions) => joinedExpressions(expressions, ' & '),
  any: (expressions) => joinedExpressions(expressions, ' | '),
  without: (one, other) => `(${one} & !${other})`,
}

/**
 * What a model is found by, as a tsvector in text form: the tokens of the name with the weight A, those of the tags with
 * B, both with their positions, between which there is a gap; those of the filters as they are.
 */
export function searchDocument({ name, tags, filters }: SearchTexts): string {
  const positions = new Map<string, string[]>()
  const placesOf = (token: string) => {
    const key = lexeme(token)
    const places = positions.get(key) ?? []
    positions.set(key, places)
    return places
  }
  const place = (tokens: readonly string[], before: number, weight: string) => {
    for (const [index, token] of tokens.entries())
      placesOf(token).push(`${Math.min(before + index + 1, LAST_POSITION)}${weight}`)
  }
  const named = tokensIn(name)
  place(named, 0, 'A')
  place(tokensIn(tags), named.length + 1, 'B')
  for (const token of tokensIn(filters)) placesOf(token)
  return [...positions]
    .map(([key, places]) =>
      places.length === 0 ? key : `${key}:${places.slice(0, MAX_POSITIONS).join(',')}`,
    )
    .join(' ')
}

const tokensIn = (text: string) => text.split(' ').filter((token) => token !== '')
