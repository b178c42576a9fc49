import { sameName } from '@/lib/text/name-order'
import type { SearchDialect } from '../dialect'
import type { SearchEntry } from './search-entries'
import type { SearchWord } from './search-words'

/**
 * A way to read what was typed: at least so many of these words must be found. `names` are those that they may be, the
 * closest first; none where some of the words do.
 */
export type Way = { words: SearchWord[]; least: number; names: string[] }

/** What a search looks for, in ways of which the first is the closest: the words as they were typed, what may have been meant. */
export type Reading = Way[]

/**
 * One part of what a search finds: by a way, in names or anywhere, words whole or with their ends missing. `name` is what a
 * model of this part is called; null where that may be anything.
 */
export type Tier = { way: Way; where: 'name' | 'anywhere'; isWhole: boolean; name: string | null }

/**
 * The parts of what a search finds, the closest first: by the first way, names that are what is looked for, then those with
 * all words, each whole, then with their ends missing, then the same of names and tags; last what other ways find, names
 * first again.
 */
export function tiersOf(reading: Reading): Tier[] {
  return reading.flatMap((way, place): Tier[] => {
    const isFirst = place === 0
    const named = way.names.map((name): Tier => ({ way, where: 'name', isWhole: isFirst, name }))
    const inName: Tier = { way, where: 'name', isWhole: false, name: null }
    const anywhere: Tier = { way, where: 'anywhere', isWhole: false, name: null }
    if (!isFirst) return [...named, inName, anywhere]
    return [...named, { ...inName, isWhole: true }, inName, { ...anywhere, isWhole: true }, anywhere]
  })
}

/** What finds all that a reading does. */
export function anyWay(search: SearchDialect, reading: Reading): string {
  return search.any(reading.map((way) => found(search, way, 'anywhere', false)))
}

/** What finds each of the parts of {@link tiersOf}, and nothing of those before it, but for those with a name. */
export function tierExpressions(search: SearchDialect, reading: Reading): string[] {
  return tiersOf(reading).map((tier) => {
    const { way, where, isWhole } = tier
    const before = reading.slice(0, reading.indexOf(way)).map((one) => found(search, one, 'anywhere', false))
    const own = closerBefore(tier, reading).map((one) => found(search, way, one.where, one.isWhole))
    const expression = found(search, way, where, isWhole)
    const excluded = [...before, ...own]
    return excluded.length === 0 ? expression : search.without(expression, search.any(excluded))
  })
}

/** What a way finds closer than as a tier. */
function closerBefore(
  { where, isWhole, name, way }: Tier,
  reading: Reading,
): Pick<Tier, 'where' | 'isWhole'>[] {
  const isFirst = reading[0] === way
  const inName = { where: 'name', isWhole: false } as const
  if (where === 'name') return isFirst && !isWhole && name === null ? [{ ...inName, isWhole: true }] : []
  return isFirst && !isWhole ? [{ where: 'anywhere', isWhole: true }, inName] : [inName]
}

/** Tells of a model in which of the parts of {@link tiersOf} it is, from 0; -1 when it is in none. */
export function tierFinder(reading: Reading): (entry: SearchEntry) => number {
  const tiers = tiersOf(reading).map((tier) => ({
    tier,
    named: tier.name === null ? null : sameName(tier.name),
  }))
  return (entry) =>
    tiers.findIndex(({ tier, named }) => (named ? named.has(entry.nameKey) : isIn(tier, entry)))
}

function isIn({ way: { words, least }, where, isWhole }: Tier, { name, tags }: SearchEntry): boolean {
  const texts = where === 'name' ? [name] : [name, tags]
  let left = words.length - least
  return words.every((word) => texts.some((tokens) => hasWord(tokens, word, isWhole)) || left-- > 0)
}

/** Whether a word is among the tokens of a text. */
export function hasWord(
  text: readonly string[],
  { tokens, mayGoOn, forms }: SearchWord,
  isWhole: boolean,
): boolean {
  const last = tokens.length - 1
  const isThere = (start: number) =>
    tokens.every((token, place) => {
      const one = text[start + place]
      return one === token || (place === last && mayGoOn && !isWhole && one?.startsWith(token) === true)
    })
  return text.some((one, start) => isThere(start) || forms.includes(one))
}

function found(
  search: SearchDialect,
  { words, least }: Way,
  where: 'name' | 'anywhere',
  isWhole: boolean,
): string {
  const each = words.map((word) => wordExpression(search, word, where, isWhole))
  return search.any(choicesOf(each, least).map(search.all))
}

function wordExpression(
  search: SearchDialect,
  { tokens, mayGoOn, forms }: SearchWord,
  where: 'name' | 'anywhere',
  isWhole: boolean,
): string {
  const goesOn = mayGoOn && !isWhole
  // What a beginning finds by itself need not be looked for again.
  const others = forms.filter((form) => !goesOn || !form.startsWith(tokens[0] ?? form))
  return search.any([
    search.tokens(tokens, where, goesOn),
    ...others.map((form) => search.tokens([form], where, false)),
  ])
}

/** All choices of so many of some things. */
function choicesOf<Thing>(things: readonly Thing[], count: number): Thing[][] {
  if (count === 0) return [[]]
  return things.flatMap((thing, place) =>
    choicesOf(things.slice(place + 1), count - 1).map((rest) => [thing, ...rest]),
  )
}
