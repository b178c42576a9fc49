import 'server-only'
import { database, oncePerRevision } from './database'
import { conditionsOf, meets } from './model-conditions'
import type { ChoiceView, FilterView, LookAlikeFilter, ModelView } from './views'

/** How many values of one kind are offered: what few look-alikes have narrows to next to nothing. */
const MOST_CHOICES = 20

const readWhatTellsApart = oncePerRevision(() => database().search.readWhatTellsApart())

/**
 * The filters that tell models of this catalogue apart, each with how many of some look-alikes would pass it with all else that
 * is chosen.
 *
 * @param pool the look-alikes that are counted
 * @param authors of what they are like
 */
export async function readFilters(
  chosen: LookAlikeFilter,
  pool: readonly ModelView[],
  authors: readonly (string | null)[],
): Promise<FilterView> {
  const apart = await readWhatTellsApart()
  const without = (name: keyof LookAlikeFilter) => {
    const others = conditionsOf({ ...chosen, [name]: undefined }, authors)
    return pool.filter((model) => meets(model, others))
  }
  const among = (
    name: 'category' | 'tag' | 'license' | 'author',
    valuesOf: (model: ModelView) => string[],
  ) => (apart[name] || chosen[name] !== undefined ? choicesOf(without(name), valuesOf, chosen[name]) : null)
  const having = (name: 'notAuthor' | 'downloadable' | 'animated', isOffered: boolean) => {
    if (!isOffered && chosen[name] === undefined) return null
    const asked = conditionsOf({ ...chosen, [name]: true }, authors)
    return pool.filter((model) => meets(model, asked)).length
  }
  const areKnown = authors.some((author) => author !== null)
  return {
    chosen,
    category: among('category', ({ categories }) => categories),
    tag: among('tag', ({ tags }) => tags),
    license: among('license', ({ license }) => listOf(license)),
    author: among('author', ({ author }) => listOf(author)),
    notAuthor: having('notAuthor', apart.author && areKnown),
    downloadable: having('downloadable', apart.downloadable),
    animated: having('animated', apart.animated),
    hasLikes: apart.likes || chosen.minLikes !== undefined,
    faces: apart.faces,
  }
}

const listOf = (value: string | null) => (value === null ? [] : [value])

/** The values that most models have, most first, and the chosen one, however many have it. */
function choicesOf(
  models: readonly ModelView[],
  valuesOf: (model: ModelView) => string[],
  chosen: string | undefined,
): ChoiceView[] {
  const counts = new Map<string, number>()
  for (const model of models)
    for (const name of valuesOf(model)) counts.set(name, (counts.get(name) ?? 0) + 1)
  const choices = Array.from(counts, ([name, count]) => ({ name, count })).sort(
    (one, other) => other.count - one.count || (one.name < other.name ? -1 : 1),
  )
  const most = choices.slice(0, MOST_CHOICES)
  if (chosen === undefined || most.some(({ name }) => name === chosen)) return most
  return [...most, { name: chosen, count: counts.get(chosen) ?? 0 }]
}
