import { foldText } from '@/lib/text/folded-text'
import { dialect, statement, type Work } from '../statement'
import { listModelIds } from './model-listing'
import { countExpressionUpTo, type Matches } from './model-matches'
import { readSearchEntries } from './search-entries'
import { hasWord, type Tier, tierFinder, tiersOf, type Way } from './search-reading'
import { endOf, keptToken } from './search-vocabulary'
import {
  filterToken,
  NAME_KINDS,
  type NameKind,
  searchText,
  type SearchWord,
  typedName,
} from './search-words'

/** How many of each kind are suggested, at most. */
export type Most = { models: number; names: number }

/** What models have in common, and how many listed models have it, up to {@link COUNTED_MODELS}. */
type NameSuggestion = { kind: NameKind; name: string; count: number }

/** What somebody may be typing the name of, of one kind after another. */
export type Suggestion = { kind: 'model'; id: number } | NameSuggestion

/** Of what more models have it is not said how many. */
export const COUNTED_MODELS = 1_000

/** How many names with a word are looked at for the other words, those that most models have. */
const LOOKED_AT = 100

/** How close a name is to what was typed: it is that, has its words, has words that begin so (or tags do), or was meant. */
const CLOSENESS = { same: 0, whole: 1, begins: 2, meant: 3 }

type Group = { closeness: number; suggestions: Suggestion[] }

type NameRow = { name: string; models: number }

const namesFrom = statement<[string, string, string, string], NameRow>(
  `SELECT name, models FROM SearchName WHERE kind = ? AND token >= ? AND token < ?
   ORDER BY token <> ?, models DESC, name LIMIT ${LOOKED_AT}`,
)
const namesWith = statement<[string, string], NameRow>(
  ({ eachText }) =>
    `SELECT name, models FROM SearchName WHERE kind = ? AND token IN (SELECT value FROM ${eachText} AS wanted)
     ORDER BY models DESC, name LIMIT ${LOOKED_AT}`,
)

/**
 * Suggests what somebody may be typing the name of. All of a kind stand together, and the kind whose closest suggestion is
 * closer comes first: a name that is what was typed, then whole words, then beginnings of words, then what may have been
 * meant; of as close kinds models come first, then tags, categories, authors. Models stand in the order of a search, names
 * by how close they are and how many models have them.
 */
export function* suggest(matches: Matches, most: Most): Work<Suggestion[]> {
  const groups = [yield* suggestModels(matches, most.models)]
  for (const kind of NAME_KINDS) groups.push(yield* suggestNames(kind, matches, most.names))
  return groups
    .sort((one, other) => one.closeness - other.closeness)
    .flatMap(({ suggestions }) => suggestions)
}

function* suggestModels(matches: Matches, most: number): Work<Group> {
  const { ids } = yield* listModelIds(matches, 'relevance', null, most)
  const [entry] = yield* readSearchEntries(ids.slice(0, 1))
  const tier = entry && tiersOf(matches.reading)[tierFinder(matches.reading)(entry)]
  const [typed] = matches.reading
  const closeness = tier === undefined || tier.way !== typed ? CLOSENESS.meant : closenessOfTier(tier)
  return { closeness, suggestions: ids.map((id) => ({ kind: 'model', id })) }
}

function closenessOfTier({ way, where, isWhole, name }: Tier): number {
  if (name !== null && name === way.names[0]) return CLOSENESS.same
  return where === 'name' && isWhole ? CLOSENESS.whole : CLOSENESS.begins
}

function* suggestNames(
  kind: NameKind,
  { reading: [typed, ...others], filter }: Matches,
  most: number,
): Work<Group> {
  const query = foldText(typedName(filter.query ?? ''))
  const asTyped = typed ? yield* namesOfWay(kind, typed, query, most) : []
  const corrected = others.find(({ names }) => names.length > 0)
  const found = asTyped.length > 0 || !corrected ? asTyped : yield* namesOfWay(kind, corrected, query, most)
  const [first] = found
  const closeness = first && asTyped.length > 0 ? first.closeness : CLOSENESS.meant
  return { closeness, suggestions: found.map(({ name, count }) => ({ kind, name, count })) }
}

type FoundName = { name: string; count: number; closeness: number }

/** The names with all words of a way, the closest first, then those that most models have. */
function* namesOfWay(kind: NameKind, { words }: Way, query: string, most: number): Work<FoundName[]> {
  const rows = yield* namesWithWord(kind, longest(words))
  const close = [...new Map(rows.map((row) => [row.name, row])).values()]
    .flatMap(({ name, models }) => {
      const closeness = closenessOf(name, words, query)
      return closeness === null ? [] : [{ name, models, closeness }]
    })
    .sort(
      (one, other) =>
        one.closeness - other.closeness || other.models - one.models || (one.name < other.name ? -1 : 1),
    )
  const found: FoundName[] = []
  const { search } = yield* dialect()
  // Of some, no model is listed: mostly they are few.
  for (const { name, closeness } of close.slice(0, 2 * most)) {
    if (found.length === most) break
    const count = yield* countExpressionUpTo(search.filter(filterToken(kind, name)), COUNTED_MODELS)
    if (count > 0) found.push({ name, count, closeness })
  }
  return found
}

function* namesWithWord(kind: NameKind, { tokens, mayGoOn, forms }: SearchWord): Work<NameRow[]> {
  const token = keptToken(tokens[0] ?? '')
  const goesOn = mayGoOn && tokens.length === 1
  const begun = goesOn ? yield* namesFrom.all(kind, token, endOf(token), token) : []
  const others = goesOn ? forms : [token, ...forms]
  return others.length === 0 ? begun : [...(yield* namesWith.all(kind, JSON.stringify(others))), ...begun]
}

function longest(words: readonly SearchWord[]): SearchWord {
  const lengthOf = ({ tokens }: SearchWord) => tokens.join('').length
  const [first = { tokens: [], mayGoOn: false, forms: [] }] = words.toSorted(
    (one, other) => lengthOf(other) - lengthOf(one),
  )
  return first
}

function closenessOf(name: string, words: readonly SearchWord[], query: string): number | null {
  const tokens = searchText(name).split(' ')
  if (!words.every((word) => hasWord(tokens, word, false))) return null
  if (foldText(typedName(name)) === query) return CLOSENESS.same
  return words.every((word) => hasWord(tokens, word, true)) ? CLOSENESS.whole : CLOSENESS.begins
}
