import type { z } from 'zod'
import { DEFAULT_MIX } from '@/lib/recommending/blend'
import { readKindly, type SearchParameters } from './filter-in-address'
import { isEmptyMix, mixParameters, similarKind } from './parameters'
import type { Mix, RowChoice } from './views'

/**
 * Reads what the page of a model is asked to mix, and which row to show alone, out of its address. Unlike the API it does without what
 * it cannot use, and says so.
 */
export function parseRows(parameters: SearchParameters): { choice: RowChoice; notes: string[] } {
  const notes: string[] = []
  const read = (name: keyof Mix, schema: z.ZodType<number>): number => {
    const { value, wrong } = readKindly(parameters, name, schema)
    if (wrong !== null) notes.push(`${wrong}: ${DEFAULT_MIX[name]} counts, as usual.`)
    return value ?? DEFAULT_MIX[name]
  }
  const { shape } = mixParameters
  const mix = {
    visual: read('visual', shape.visual),
    likes: read('likes', shape.likes),
    tags: read('tags', shape.tags),
    popularity: read('popularity', shape.popularity),
  }
  const isEmpty = isEmptyMix(mix)
  if (isEmpty)
    notes.push('visual, likes and tags are all 0, which leaves nothing to show: the usual mix counts.')
  const kind = readKindly(parameters, 'kind', similarKind.optional())
  if (kind.wrong !== null) notes.push(`${kind.wrong}: all rows are shown.`)
  return { choice: { mix: isEmpty ? DEFAULT_MIX : mix, kind: kind.value }, notes }
}
