import { distanceToBeginning, editDistance } from '@/lib/text/edit-distance'
import { spellingCost } from '@/lib/text/spelling-cost'
import { statement, type Work } from '../statement'
import { endOf, LEAST_LETTERS, reversed } from './search-vocabulary'
import type { SearchWord } from './search-words'

/** Words of fewer letters are taken as they are: too many others look like them. */
const LEAST_CORRECTED = 4
/** From so many letters on two of them may be wrong, else one. */
const LEAST_TWICE_WRONG = 7

/** Whole words are likelier, and so are common ones: ten times as common makes up for so much. */
const BEGINNING_COST = 0.1
const RARENESS_COST = 0.1

/** A word of the catalogue that one that was typed may be meant to be, or to be the beginning of. */
export type Correction = { word: string; cost: number; models: number }

type WordRow = { word: string; models: number }

const wordsLike = statement<[string, string, string, string, number, number, string], WordRow>(
  `SELECT word, models FROM SearchWord WHERE word >= ? AND word < ?
   UNION SELECT word, models FROM SearchWord
     WHERE reversed >= ? AND reversed < ? AND length(reversed) BETWEEN ? AND ?
   UNION SELECT word, models FROM SearchWord WHERE word = ?`,
)
const wordsAmong = statement<[string], WordRow>(
  ({ eachText }) =>
    `SELECT word, models FROM SearchWord WHERE word IN (SELECT value FROM ${eachText} AS wanted)`,
)
const countBeginning = statement<[string, string], { models: number | null }>(
  'SELECT CAST(sum(models) AS INTEGER) AS models FROM SearchWord WHERE word >= ? AND word < ?',
)

/** Whether a word is one that may be misspelt. */
export function mayBeWrong({ tokens: [token = '', ...more] }: SearchWord): boolean {
  return more.length === 0 && /^\p{L}+$/u.test(token) && [...token].length >= LEAST_CORRECTED
}

/**
 * Words of the catalogue that are spelt nearly as one that was typed, or begin nearly so, the likeliest first: by what is
 * wrong, and by how many models have them.
 *
 * One letter may be wrong anywhere, two where the first or the last third of the word is right: what begins or ends the same
 * is looked at, which an index finds. Of a word that only begins so, the first half (third) must be right.
 */
export function* findCorrections(typed: string): Work<Correction[]> {
  const letters = [...typed]
  const most = letters.length < LEAST_TWICE_WRONG ? 1 : 2
  const part = Math.floor(letters.length / (most + 1))
  const beginning = letters.slice(0, part).join('')
  const end = reversed(letters.slice(most === 1 ? part : -part).join(''))
  // Two letters in the middle that change places are on both sides of it.
  const swapped = [
    ...letters.slice(0, part - 1),
    letters[part],
    letters[part - 1],
    ...letters.slice(part + 1),
  ]
  const rows = yield* wordsLike.all(
    beginning,
    endOf(beginning),
    end,
    endOf(end),
    letters.length - most,
    letters.length + most,
    swapped.join(''),
  )
  return rows
    .flatMap(({ word, models }): Correction[] => {
      if (word === typed || models < 1) return []
      const isWhole = editDistance(typed, word, most) <= most
      if (!isWhole && distanceToBeginning(typed, word, most) > most) return []
      const cost = spellingCost(typed, word, !isWhole) + (isWhole ? 0 : BEGINNING_COST)
      return [{ word, models, cost: cost - RARENESS_COST * Math.log10(models) }]
    })
    .sort((one, other) => one.cost - other.cost || (one.word < other.word ? -1 : 1))
}

/** How many times models have a word, its other number, or a word that goes on from it. */
export function* countUses({ tokens: [token = ''], mayGoOn, forms }: SearchWord): Work<number> {
  const among = yield* countEach(
    mayGoOn ? forms.filter((form) => !form.startsWith(token)) : [token, ...forms],
  )
  const going = mayGoOn ? ((yield* countBeginning.first(token, endOf(token)))?.models ?? 0) : 0
  return [...among.values()].reduce((sum, models) => sum + models, going)
}

/** The two words of the catalogue that one is made of, those that are the least rare; null when there are none. */
export function* findParts(typed: string): Work<[string, string] | null> {
  const letters = [...typed]
  const splits = letters.flatMap((_, place): [string, string][] => {
    const isLong = place >= LEAST_LETTERS && letters.length - place >= LEAST_LETTERS
    return isLong ? [[letters.slice(0, place).join(''), letters.slice(place).join('')]] : []
  })
  const counts = yield* countEach(splits.flat())
  const rarer = ([one, other]: [string, string]) => Math.min(counts.get(one) ?? 0, counts.get(other) ?? 0)
  const [best] = splits.sort((one, other) => rarer(other) - rarer(one))
  return best && rarer(best) > 0 ? best : null
}

/** How many models have each of some words; of those that none has there is nothing. */
export function* countEach(words: readonly string[]): Work<Map<string, number>> {
  if (words.length === 0) return new Map()
  const rows = yield* wordsAmong.all(JSON.stringify(words))
  return new Map(rows.map(({ word, models }) => [word, models]))
}
