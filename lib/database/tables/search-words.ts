import { createHash } from 'node:crypto'
import { foldText } from '@/lib/text/folded-text'
import { pluralForms } from '@/lib/text/plural-forms'

/**
 * What must be found as one: a word, or tokens that stand side by side, as the characters of 椅子 and the signs of C++.
 * A word of letters may go on where it was left off. `forms` are whole words that are taken for it.
 */
export type SearchWord = { tokens: string[]; mayGoOn: boolean; forms: string[] }

/**
 * How many tokens a search looks for: for each, the database goes through all models that have it. Of more, the
 * longest words count, which say most.
 */
export const MAX_SEARCH_TOKENS = 6

/** Written without spaces, or with words joined at will. A search looks within: each character is a token. */
const UNSPACED = [
  'Han',
  'Hiragana',
  'Katakana',
  'Hangul',
  'Bopomofo',
  'Yi',
  'Thai',
  'Lao',
  'Khmer',
  'Myanmar',
  'Tibetan',
  'Tai_Le',
  'New_Tai_Lue',
  'Tai_Tham',
  'Tai_Viet',
  'Balinese',
  'Javanese',
].map((script) => `\\p{Script_Extensions=${script}}`)

const CHARACTER = `(?=[\\p{L}\\p{M}\\p{N}])[${UNSPACED.join('')}]`
const LETTERS = `(?:(?![${UNSPACED.join('')}])[\\p{L}\\p{M}\\p{N}])+`
const PICTURE = '\\p{Regional_Indicator}{2}|[\\p{So}\\p{Extended_Pictographic}]'
/** Other signs say nothing by themselves: quotes, dashes, and what search boxes elsewhere take for syntax. */
const SIGN = '[#%&@+$]|(?![<=>|~^`])\\p{S}'

const TOKEN = new RegExp(
  `(?<character>${CHARACTER})|(?<letters>${LETTERS})|(?<picture>${PICTURE})|(?<sign>${SIGN})`,
  'gu',
)

/** The same where all is ASCII, twenty times faster. */
const ASCII_TOKEN = /(?<letters>[a-z0-9]+)|(?<sign>[#%&@+$])/g

const ASCII = /^[\0-\x7F]*$/

/** From a sign in ASCII, which the database's tokenizer overlooks, to its wide form, which no folded text has. */
const TO_WIDE = 0xfee0

function tokensOf(text: string) {
  const folded = foldText(text)
  return [...folded.matchAll(ASCII.test(folded) ? ASCII_TOKEN : TOKEN)].map(
    ({ 0: found, index, groups }) => ({
      text: /^[!-/]|@$/.test(found) ? String.fromCharCode(found.charCodeAt(0) + TO_WIDE) : found,
      start: index,
      end: index + found.length,
      isPicture: groups?.picture !== undefined,
      mayGoOn: groups?.letters !== undefined,
    }),
  )
}

/** A text as the full-text index has it: its tokens, with a space between. */
export function searchText(text: string): string {
  return tokensOf(text)
    .map((token) => token.text)
    .join(' ')
}

/** What somebody typed, as the words that must all be found. None when there is nothing to look for in it. */
export function searchWords(query: string): SearchWord[] {
  const words: TypedWord[] = []
  let last: ReturnType<typeof tokensOf>[number] | undefined
  for (const token of tokensOf(query)) {
    const word = words.at(-1)
    // Pictures have no order, and no gap between them.
    if (word && token.start === last?.end && !token.isPicture && !last.isPicture) {
      word.tokens.push(token.text)
      word.mayGoOn = token.mayGoOn
    } else {
      words.push({ tokens: [token.text], mayGoOn: token.mayGoOn })
    }
    last = token
  }
  return withinBounds(words.filter((word, place) => !isImplied(word, place, words))).map(
    ({ tokens, mayGoOn }) => searchWord(tokens, mayGoOn),
  )
}

type TypedWord = Omit<SearchWord, 'forms'>

/** A word with its plural, or what it is the plural of. */
export function searchWord(tokens: string[], mayGoOn: boolean): SearchWord {
  const [token = ''] = tokens
  return { tokens, mayGoOn, forms: tokens.length === 1 ? pluralForms(token) : [] }
}

/** What was typed as a name, without what stands around the words: people put quotes and dots there. */
export function typedName(query: string): string {
  const tokens = tokensOf(query)
  return foldText(query).slice(tokens.at(0)?.start, tokens.at(-1)?.end)
}

/** Whether another word cannot be found without finding this one. */
function isImplied({ tokens, mayGoOn }: TypedWord, place: number, words: readonly TypedWord[]): boolean {
  const [token] = tokens
  if (token === undefined || tokens.length > 1) {
    return words.some((other, index) => index < place && other.tokens.join(' ') === tokens.join(' '))
  }
  return words.some((other, index) => {
    if (index === place) return false
    if (other.tokens.length === 1 && other.tokens[0] === token) return index < place
    return other.tokens.some((one) => (mayGoOn ? one.startsWith(token) : one === token))
  })
}

function withinBounds(words: readonly TypedWord[]): TypedWord[] {
  const kept = new Map<TypedWord, TypedWord>()
  let left = MAX_SEARCH_TOKENS
  for (const word of words.toSorted((one, other) => wordLength(other) - wordLength(one))) {
    if (left === 0) break
    const tokens = word.tokens.slice(0, left)
    kept.set(word, { tokens, mayGoOn: word.mayGoOn && tokens.length === word.tokens.length })
    left -= tokens.length
  }
  return words.flatMap((word) => kept.get(word) ?? [])
}

export type FilterKind = 'category' | 'tag' | 'license' | 'author'

/** Begins a token that no text has. */
const FILTER_MARK = '\uE000'

/** PostgreSQL takes no longer tokens. */
export const MAX_TOKEN_BYTES = 2_046

/** The token by which the full-text index knows the models of a category, tag, licence or author, exactly as it is written. */
export function filterToken(kind: FilterKind, name: string): string {
  const token = `${FILTER_MARK}${kind}${Buffer.from(name).toString('hex')}`
  if (Buffer.byteLength(token) <= MAX_TOKEN_BYTES) return token
  return `${FILTER_MARK}${kind}sha256${createHash('sha256').update(name).digest('hex')}`
}

/** What models have in common that is suggested by its name. */
export const NAME_KINDS = ['tag', 'category', 'author'] as const
export type NameKind = (typeof NAME_KINDS)[number]

const NAMED = new RegExp(`^${FILTER_MARK}(?<kind>tag|category|author)(?<hex>(?:[0-9a-f]{2})+)$`)

/** The tag, category or author that a token of {@link filterToken} is of; null for one of something else, or with a hash. */
export function namedBy(token: string): { kind: NameKind; name: string } | null {
  const { kind: given, hex } = NAMED.exec(token)?.groups ?? {}
  const kind = NAME_KINDS.find((one) => one === given)
  if (hex === undefined || kind === undefined) return null
  return { kind, name: Buffer.from(hex, 'hex').toString() }
}

/** How many characters a word has, in whatever tokens. */
export function wordLength({ tokens }: Pick<SearchWord, 'tokens'>): number {
  return tokens.join('').length
}
