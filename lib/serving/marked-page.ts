import 'server-only'
import { PAGE_DEPTH } from '@/lib/facts/depths'
import { MAX_MARKS, type Marks, uidsIn } from '@/lib/facts/marks'
import { readFilters } from './filter-choices'
import type { SearchParameters } from './filter-in-address'
import { nearMarks, readMarked } from './marked-models'
import { toModelView } from './model-views'
import { readPublishedRun } from './published-run'
import type { LookAlikeFilter, MarkedView } from './views'

/** As many as a page of one model shows, twice: here is nothing else to see. */
const SHOWN = 2 * PAGE_DEPTH

/** Reads marks out of an address, kindly: of too many the first count, and what has both a plus and a minus has a plus. */
export function parseMarks(parameters: SearchParameters): { marks: Marks; notes: string[] } {
  const notes: string[] = []
  const read = (name: 'plus' | 'minus') => {
    const given = parameters[name]
    const uids = uidsIn(Array.isArray(given) ? given.join(',') : (given ?? ''))
    if (uids.length > MAX_MARKS)
      notes.push(`Of ${uids.length} models with a ${name} the first ${MAX_MARKS} count.`)
    return uids.slice(0, MAX_MARKS)
  }
  const plus = read('plus')
  const minus = read('minus')
  const both = minus.filter((uid) => plus.includes(uid))
  if (both.length > 0)
    notes.push(
      `${both.length === 1 ? 'One model has' : `${both.length} models have`} both a plus and a minus in the address: the plus counts.`,
    )
  return { marks: { plus, minus: minus.filter((uid) => !plus.includes(uid)) }, notes }
}

/** Everything on the page of what is near to some models and far from others. */
export async function readMarkedPage(marks: Marks, filter: LookAlikeFilter): Promise<MarkedView> {
  const run = await readPublishedRun()
  const marked = await readMarked(marks)
  const { length } = marked.unknown
  const gone = `${length === 1 ? 'A model' : `${length} models`} of the address ${length === 1 ? 'is' : 'are'} not in the catalogue, and left out.`
  const view = {
    plus: marked.plus.map(toModelView),
    minus: marked.minus.map(toModelView),
    run,
    notes: length > 0 ? [gone] : [],
  }
  if (!run || marked.plus.length === 0)
    return { ...view, leftOut: [], similar: [], filters: null, notLookedThrough: null }
  const { similar, pool, leftOut, notLookedThrough } = await nearMarks(marked, run, SHOWN, filter)
  const without = new Set(leftOut)
  return {
    ...view,
    leftOut: [...marked.plus, ...marked.minus].filter(({ id }) => without.has(id)).map(toModelView),
    similar,
    filters: await readFilters(
      filter,
      pool,
      marked.plus.map(({ author }) => author),
    ),
    notLookedThrough,
  }
}
