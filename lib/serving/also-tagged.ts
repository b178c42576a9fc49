import 'server-only'
import type { ListedModel, Matches } from '@/lib/database/database'
import { database } from './database'
import { readModelViews } from './model-views'
import type { AlsoView } from './views'

/** How many are shown at most. */
const MOST_SHOWN = 12
/** A tag that fewer others have says little, and fills no row. */
const ENOUGH = 4
/** Of a model with more tags the first are looked at. */
const TAGS_LOOKED_AT = 24

type Model = Pick<ListedModel, 'id' | 'tags' | 'categories'>
type Shared = Omit<AlsoView, 'models'> & { matches: Matches }

/**
 * Models that have a tag in common with one, the rarest that enough others have; where it has no such tag, a category. What the run
 * has among its neighbours comes first, in its order, then what is liked most.
 *
 * @param neighbourIds of the model under the run, best first
 * @param shown ids of what is on the page already, itself among them
 */
export async function readAlsoTagged(
  model: Model,
  neighbourIds: Int32Array,
  shown: ReadonlySet<number>,
): Promise<AlsoView | null> {
  const shared = (await rarest('tag', model, shown)) ?? (await rarest('category', model, shown))
  if (!shared) return null
  const { by, name, matches } = shared
  const has = new Set(matches.ids)
  const liked = await database().search.listModelIds(matches, 'likes', null, MOST_SHOWN + shown.size)
  const inOrder = new Set([...neighbourIds.filter((id) => has.has(id)), ...liked.ids])
  const others = [...inOrder].filter((id) => !shown.has(id))
  const views = await readModelViews(others)
  const models = others.flatMap((id) => views.get(id) ?? []).slice(0, MOST_SHOWN)
  return models.length === 0 ? null : { by, name, models }
}

/** The tag, or category, that the fewest models have, but enough that are not shown; of two the first by name. */
async function rarest(by: AlsoView['by'], model: Model, shown: ReadonlySet<number>): Promise<Shared | null> {
  const names = (by === 'tag' ? model.tags : model.categories).slice(0, TAGS_LOOKED_AT)
  let best: Shared | null = null
  for (const name of names) {
    const matches = await database().search.matchModels({ [by]: name })
    const { ids } = matches
    if (ids && ids.filter((id) => !shown.has(id)).length < ENOUGH) continue
    if (best === null || countOf(matches) < countOf(best.matches)) best = { by, name, matches }
  }
  return best
}

const countOf = ({ ids }: Matches) => ids?.length ?? Infinity
