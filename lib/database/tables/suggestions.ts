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
  wordLength,
} from './search-words'

/** How many of each kind are suggested, at most. */
export type Most = { models: number; names: number }

/** What models have in common, and how many listed models have it, up to {@link COUNTED_MODELS}. */
type NameSuggestion = { kind: NameKind; name: string; count: number }

/** What somebody may be typing the name of, of one kind after another. */
export type Suggestion = { kind: 'model'; id: number } | NameSuggestion

/** Of what more models have it is not said how many. */
const COUNTED_MODELS = 1_000

/** How many names with a word are looked at for the other words, those that most models have. */
const LOOKED_AT = 100

/** How close a name is to what was typed: it is that, has its words, has words that begin so (or tags do), or was meant. */
const CLOSENESS = { same: 0, whole: 1, begins: 2, meant: 3 }

type Group = { closeness: number; suggestions: Suggestion[] }

/** Is in no token. */
const BELOW_ALL = '\u0001'

type NameRow = { kind: NameKind; name: string; models: number }

/** A word of a name, from and to below which tokens stand, and other words that are taken for it. */
type NamedWord = { token: string; end: string; first: string; second: string; third: string; fourth: string }

const namesOfKind = (kind: NameKind, condition: string) =>
  `SELECT * FROM (
     SELECT kind, name, models FROM SearchName WHERE kind = '${kind}' AND ${condition}
     ORDER BY token <> @token, models DESC, name LIMIT ${LOOKED_AT}
   ) AS ${kind}`
const findNames = statement<NamedWord, NameRow>(
  NAME_KINDS.flatMap((kind) => [
    namesOfKind(kind, 'token >= @token AND token < @end'),
    namesOfKind(kind, 'token IN (@first, @second, @third, @fourth)'),
  ]).join(' UNION ALL '),
)
const countUnlisted = statement<[], { count: number }>(
  ({ walking }) =>
    `SELECT count(*) AS count FROM (
       SELECT 1 FROM Model ${walking('Model_unlisted_idx')} WHERE NOT isListed LIMIT ${COUNTED_MODELS}
     ) AS unlisted`,
)

/**
 * Suggests what somebody may be typing the name of. All of a kind stand together, and the kind whose closest suggestion is
 * closer comes first: a name that is what was typed, then whole words, then beginnings of words, then what may have been
 * meant; of as close kinds models come first, then tags, categories, authors. Models stand in the order of a search, names
 * by how close they are and how many models have them.
 */
export function* suggest(matches: Matches, most: Most): Work<Suggestion[]> {
  const groups = [yield* suggestModels(matches, most.models), ...(yield* suggestNames(matches, most.names))]
  return groups
    .sort((one, other) => one.closeness - other.closeness)
    .flatMap(({ suggestions }) => suggestions)
}

function* suggestModels(matches: Matches, most: number): Work<Group> {
  const { reading, typed } = matches
  const { ids } = yield* listModelIds(matches, 'relevance', null, most)
  const [entry] = yield* readSearchEntries(ids.slice(0, 1))
  const tier = entry && tiersOf(reading)[tierFinder(reading)(entry)]
  const closeness = tier === undefined || tier.way !== typed?.way ? CLOSENESS.meant : closenessOfTier(tier)
  return { closeness, suggestions: ids.map((id) => ({ kind: 'model', id })) }
}

function closenessOfTier({ way, where, isWhole, name }: Tier): number {
  if (name !== null && name === way.names[0]) return CLOSENESS.same
  return where === 'name' && isWhole ? CLOSENESS.whole : CLOSENESS.begins
}

/** A group of each kind: of names with the words as they were typed or, where there are none, as they may have been meant. */
function* suggestNames({ typed, reading }: Matches, most: number): Work<Group[]> {
  if (!typed) return []
  const corrected = reading.find((way) => way !== typed.way && way.names.length > 0)
  const asTyped = yield* namesOfWay(typed.way)
  const asMeant =
    corrected && NAME_KINDS.some((kind) => !asTyped.some((name) => name.kind === kind))
      ? yield* namesOfWay(corrected)
      : []
  const unlisted = (yield* countUnlisted.first())?.count ?? 0
  const groups: Group[] = []
  for (const kind of NAME_KINDS) {
    const close = asTyped.filter((name) => name.kind === kind)
    const listed = yield* listedNames(close, most, unlisted)
    const meant = listed.length > 0 ? [] : asMeant.filter((name) => name.kind === kind)
    groups.push({
      closeness: listed.length > 0 ? (close[0]?.closeness ?? CLOSENESS.meant) : CLOSENESS.meant,
      suggestions: listed.length > 0 ? listed : yield* listedNames(meant, most, unlisted),
    })
  }
  return groups
}

type FoundName = NameRow & { closeness: number }

/** The names with all words of a way, the closest first, then those that most models have. */
function* namesOfWay({ words, names }: Way): Work<FoundName[]> {
  const rows = yield* findNames.all(namedWord(longest(words)))
  const query = foldText(names[0] ?? '')
  return [...new Map(rows.map((row) => [`${row.kind} ${row.name}`, row])).values()]
    .flatMap((row): FoundName[] => {
      const closeness = closenessOf(row.name, words, query)
      return closeness === null ? [] : [{ ...row, closeness }]
    })
    .sort(
      (one, other) =>
        one.closeness - other.closeness || other.models - one.models || (one.name < other.name ? -1 : 1),
    )
}

/** The first that listed models have. @param unlisted how many models are not listed, up to {@link COUNTED_MODELS} */
function* listedNames(names: readonly FoundName[], most: number, unlisted: number): Work<NameSuggestion[]> {
  const found: NameSuggestion[] = []
  const { search } = yield* dialect()
  for (const { kind, name, models } of names.slice(0, 2 * most)) {
    if (found.length === most) break
    // Counted only where it is not known already.
    const isKnown = unlisted === 0 || (unlisted < COUNTED_MODELS && models >= COUNTED_MODELS + unlisted)
    const count = isKnown
      ? Math.min(models, COUNTED_MODELS)
      : yield* countExpressionUpTo(search.filter(filterToken(kind, name)), COUNTED_MODELS)
    if (count > 0) found.push({ kind, name, count })
  }
  return found
}

/** @returns what no token has in the place of forms that a word has not */
function namedWord({ tokens, mayGoOn, forms }: SearchWord): NamedWord {
  const token = keptToken(tokens[0] ?? '')
  const end = mayGoOn && tokens.length === 1 ? endOf(token) : `${token}${BELOW_ALL}`
  const [first = BELOW_ALL, second = BELOW_ALL, third = BELOW_ALL, fourth = BELOW_ALL] = forms
  return { token, end, first, second, third, fourth }
}

function longest(words: readonly SearchWord[]): SearchWord {
  const [first = { tokens: [], mayGoOn: false, forms: [] }] = words.toSorted(
    (one, other) => wordLength(other) - wordLength(one),
  )
  return first
}

function closenessOf(name: string, words: readonly SearchWord[], query: string): number | null {
  const tokens = searchText(name).split(' ')
  if (!words.every((word) => hasWord(tokens, word, false))) return null
  if (foldText(typedName(name)) === query) return CLOSENESS.same
  return words.every((word) => hasWord(tokens, word, true)) ? CLOSENESS.whole : CLOSENESS.begins
}
