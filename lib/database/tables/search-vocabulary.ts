import { insertAll, statement, type Work } from '../statement'
import { NAME_KINDS, namedBy, searchText } from './search-words'

/** What a model is found by, in tokens. */
type Texts = { name: string; tags: string; filters: string }

/** Words are kept from so many letters on: of shorter ones no spelling can be told. Longer ones are no words. */
export const LEAST_LETTERS = 3
const MOST_LETTERS = 32

/** Names that are longer are not suggested, and by no more of a word than this. */
const MOST_NAME_CHARACTERS = 200
const MOST_TOKEN_CHARACTERS = 40

const WORD = new RegExp(`^\\p{L}{${LEAST_LETTERS},${MOST_LETTERS}}$`, 'u')

/** Letters from the last to the first: what a word ends with is looked up by its beginning. */
export const reversed = (word: string) => [...word].reverse().join('')

/** A beginning of tokens as it is kept. */
export const keptToken = (token: string) => [...token].slice(0, MOST_TOKEN_CHARACTERS).join('')

/** The least text above all that begin with this one. */
export const endOf = (beginning: string) => `${beginning}\u{10FFFF}`

/** Rows by what they are of, and by how many models more or fewer have that. */
type Changes = Map<string, { row: string[]; by: number }>

const deleteWords = statement<[string]>(
  ({ eachText }) =>
    `DELETE FROM SearchWord WHERE models <= 0 AND word IN (SELECT value FROM ${eachText} AS wanted)`,
)
const deleteNames = statement<[string]>(
  ({ eachText }) =>
    `DELETE FROM SearchName
     WHERE models <= 0 AND kind IN (${NAME_KINDS.map((kind) => `'${kind}'`).join(', ')}) AND token IN (SELECT value FROM ${eachText} AS wanted)`,
)

const emptyWords = statement('DELETE FROM SearchWord')
const emptyNames = statement('DELETE FROM SearchName')

/** Forgets all words and names. */
export function* clearVocabulary(): Work<void> {
  yield* emptyWords.run()
  yield* emptyNames.run()
}

/**
 * Keeps count of the words of models, and of the names of tags, categories and authors, in the same transaction.
 *
 * @param before entries that are gone
 * @param after those that are there instead
 */
export function* countVocabulary(before: readonly Texts[], after: readonly Texts[]): Work<void> {
  const words: Changes = new Map()
  const names: Changes = new Map()
  const noteAll = (entries: readonly Texts[], by: 1 | -1) => {
    for (const entry of entries) {
      for (const word of wordsOf(entry)) note(words, [word, reversed(word)], by)
      for (const row of namesOf(entry)) note(names, row, by)
    }
  }
  noteAll(before, -1)
  noteAll(after, 1)
  yield* insertAll({
    table: 'SearchWord',
    columns: ['word', 'reversed', 'models'],
    rows: rowsOf(words),
    onConflict: 'ON CONFLICT (word) DO UPDATE SET models = SearchWord.models + excluded.models',
  })
  yield* insertAll({
    table: 'SearchName',
    columns: ['kind', 'token', 'name', 'models'],
    rows: rowsOf(names),
    onConflict: 'ON CONFLICT (kind, token, name) DO UPDATE SET models = SearchName.models + excluded.models',
  })
  yield* deleteWords.run(JSON.stringify(lessUsed(words, 0)))
  yield* deleteNames.run(JSON.stringify(lessUsed(names, 1)))
}

function wordsOf({ name, tags }: Texts): Set<string> {
  return new Set([...name.split(' '), ...tags.split(' ')].filter((token) => WORD.test(token)))
}

/** Each tag and category, and the author, by each token of its name. */
function namesOf({ filters }: Texts): string[][] {
  return filters.split(' ').flatMap((filter) => {
    const named = namedBy(filter)
    if (named === null || [...named.name].length > MOST_NAME_CHARACTERS) return []
    const tokens = new Set(searchText(named.name).split(' ').map(keptToken))
    return [...tokens].filter(Boolean).map((token) => [named.kind, token, named.name])
  })
}

function note(changes: Changes, row: string[], by: 1 | -1): void {
  const key = JSON.stringify(row)
  const known = changes.get(key)
  if (known) known.by += by
  else changes.set(key, { row, by })
}

/** Always in the same order: so nobody waits for whoever waits for him. */
function rowsOf(changes: Changes): (string | number)[][] {
  return [...changes]
    .filter(([, { by }]) => by !== 0)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([, { row, by }]) => [...row, by])
}

/** A column of what fewer models have than before. */
function lessUsed(changes: Changes, column: number): string[] {
  return [...changes.values()].flatMap(({ row, by }) => (by < 0 ? (row[column] ?? []) : []))
}
