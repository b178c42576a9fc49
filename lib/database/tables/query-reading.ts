import type { Work } from '../statement'
import type { Reading, Way } from './search-reading'
import {
  type Correction,
  countEach,
  countUses,
  findCorrections,
  findParts,
  mayBeWrong,
} from './search-spelling'
import { type SearchWord, searchWord, wordLength } from './search-words'

/** How often a correction must be used for one use of a word that the catalogue has as it was typed. */
const TIMES_AS_COMMON = 10

/** The cost of one wrong letter: what costs more is less likely than two words that were joined. */
const CLOSE = 1

/** How many corrections of a word are tried. */
const TRIED = 3

/** How many words are asked for in all choices, when not all are found. */
const MOST_CHOSEN_FROM = 4

/** Say nothing of what somebody looks for, where something else does. */
const FILLERS = new Set('a an and at by for from in of on or the to with'.split(' '))

/** Tells how many listed models a reading finds that ones before it do not, up to a limit. */
export type CountFound = (reading: Reading, besides: Reading, limit: number) => Work<number>

/** The words as they were typed, all of them. */
export function typedWay(words: SearchWord[], name: string): Way {
  return { words, least: words.length, names: [name, ...formsOf(words)] }
}

/** What one word is in its other number. */
const formsOf = ([word, ...more]: readonly SearchWord[]) => (more.length > 0 ? [] : (word?.forms ?? []))

/**
 * What else may have been meant by words that find little: words that are spelt nearly so, that are written apart or as one,
 * and, where not even these find enough, as many of the words as are found together.
 *
 * @param typed how many models the words find as they are
 * @param enough how many are
 */
export function* widen(way: Way, typed: number, enough: number, count: CountFound): Work<Reading> {
  const corrected = yield* correct(way, typed, count)
  const more = corrected ? yield* count([corrected], typed > 0 ? [way] : [], enough) : 0
  const others = corrected && more > 0 ? [corrected] : []
  if (typed + more >= enough) return others
  const some = yield* someOf((corrected ?? way).words, typed > 0 ? [way, ...others] : others, count)
  return some ? [...others, some] : others
}

/** The words as they may have been meant; null when there is nothing to correct. */
function* correct(way: Way, typed: number, count: CountFound): Work<Way | null> {
  const joined = typed === 0 ? yield* join(way.words) : null
  const words: SearchWord[] = []
  for (const word of joined ?? way.words) {
    // A model that has it may not be listed.
    const isUnfound = typed === 0 && way.words.length === 1
    words.push(...(mayBeWrong(word) ? yield* correctWord(word, isUnfound, count) : [word]))
  }
  if (!joined && words.every((word, place) => word === way.words[place])) return null
  return typedWay(words, words.map(({ tokens }) => tokens.join('')).join(' '))
}

/** What may have been meant by a word, or the word itself. */
function* correctWord(word: SearchWord, isUnfound: boolean, count: CountFound): Work<SearchWord[]> {
  const [typed = ''] = word.tokens
  const uses = isUnfound ? 0 : yield* countUses(word)
  const corrections = (yield* findCorrections(typed)).filter(({ models }) => models >= TIMES_AS_COMMON * uses)
  const close = corrections.filter(({ cost }) => cost <= CLOSE)
  const closest = yield* firstFound(close, count)
  if (closest) return [closest]
  const parts = uses === 0 ? yield* findParts(typed) : null
  if (parts) return parts.map((part) => searchWord([part], true))
  return [(yield* firstFound(corrections.slice(close.length), count)) ?? word]
}

/** The first that is of a model that is listed. */
function* firstFound(corrections: readonly Correction[], count: CountFound): Work<SearchWord | null> {
  for (const { word } of corrections.slice(0, TRIED)) {
    const corrected = searchWord([word], false)
    if ((yield* count([{ words: [corrected], least: 1, names: [] }], [], 1)) > 0) return corrected
  }
  return null
}

/** Words of which two were typed that the catalogue has as one; null when there are none. */
function* join(words: SearchWord[]): Work<SearchWord[] | null> {
  const pairs = words.slice(1).flatMap((word, place) => {
    const [one, other] = [words[place], word]
    const isOfLetters = one?.tokens.length === 1 && one.mayGoOn && other.tokens.length === 1 && other.mayGoOn
    return isOfLetters ? [{ place, whole: `${one.tokens.join('')}${other.tokens.join('')}` }] : []
  })
  const known = yield* countEach(pairs.map(({ whole }) => whole))
  const pair = pairs.find(({ whole }) => known.has(whole))
  return pair
    ? [...words.slice(0, pair.place), searchWord([pair.whole], true), ...words.slice(pair.place + 2)]
    : null
}

/**
 * A way to find models that have some of the words but not all: it asks for as many of the longest words as some model has that `before`
 * does not find. Null when no such model has any of them. Words that the catalogue has are looked for whole. Others may be the beginning
 * of a longer word; were all taken so, most models would have one by chance.
 */
function* someOf(words: readonly SearchWord[], before: Reading, count: CountFound): Work<Way | null> {
  const said = words.filter(({ tokens }) => !FILLERS.has(tokens.join('')))
  const asked = (said.length > 0 ? said : words).filter((word) => wordLength(word) > 1)
  const longest = asked
    .toSorted((one, other) => wordLength(other) - wordLength(one))
    .slice(0, MOST_CHOSEN_FROM)
  const known = yield* countEach(longest.flatMap(({ tokens, forms }) => [...tokens, ...forms]))
  const isKnown = ({ tokens, forms }: SearchWord) =>
    [tokens.join(' '), ...forms].some((form) => known.has(form))
  const chosen = asked
    .filter((word) => longest.includes(word))
    .map((word) => (isKnown(word) ? { ...word, mayGoOn: false } : word))
  for (let least = Math.min(chosen.length, words.length - 1); least > 0; least--) {
    const way: Way = { words: chosen, least, names: [] }
    if ((yield* count([way], before, 1)) > 0) return way
  }
  return null
}
