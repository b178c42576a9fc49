import { describe, expect, it } from 'vitest'
import { numberLikes } from '@/lib/evaluation/likes/like-set'
import { hideTags, measureTags } from '@/lib/evaluation/likes/measure-tags'
import { hash32 } from '@/lib/evaluation/likes/split-likes'
import { columnsOf } from '@/lib/numerics/sparse-matrix'

/** A set of models with these tags, liked by one. */
function tagged(tags: Record<string, string[]>) {
  const likes = Object.keys(tags).map((model) => ({ user: 'ann', model }))
  return numberLikes(likes, { train: likes, test: [] }, (model) => tags[model] ?? [])
}

const FIVE = ['axe', 'helmet', 'knight', 'medieval', 'sword']

describe('tags are hidden', () => {
  const ten = [...FIVE, 'castle', 'gate', 'moat', 'tower', 'wall']
  const set = tagged({ a: FIVE, b: ten, c: ten.slice(0, 4), d: ten })
  const { known, hidden } = hideTags(set)
  const namesOf = (model: string, of: typeof known) =>
    [...columnsOf(of, set.models.indexOf(model))].map((tag) => set.tagNames[tag])

  it('of models that have five or more, a fifth, by the smallest hashes of model and tag', () => {
    const smallest = (model: string, names: string[], count: number) =>
      names
        .toSorted((one, other) => hash32(`2016|${model}|${one}`) - hash32(`2016|${model}|${other}`))
        .slice(0, count)
        .sort()
    expect(namesOf('a', hidden)).toEqual(smallest('a', FIVE, 1))
    expect(namesOf('b', hidden)).toEqual(smallest('b', ten, 2))
    expect(namesOf('c', hidden)).toEqual([])
  })

  it('and the others stay known', () => {
    for (const model of set.models) {
      const all = [...namesOf(model, known), ...namesOf(model, hidden)]
      expect(all.sort()).toEqual(namesOf(model, set.tags))
    }
  })
})

describe('what is suggested', () => {
  it('finds all of ten tags or fewer again, and by models alike what the most used tags do not find', () => {
    // Twenty kinds of models, ten of each kind, with six words of their own.
    const kinds = Array.from({ length: 200 }, (_, model): [string, string[]] => [
      `model ${model}`,
      Array.from({ length: 6 }, (_, word) => `kind ${model % 20} word ${word}`),
    ])
    const [usual, nearest] = measureTags(tagged(Object.fromEntries(kinds)))
    expect(nearest).toMatchObject({ recallAt10: { mean: 1, standardError: 0, count: 200 } })
    expect(usual?.recallAt10?.mean).toBeLessThan(0.2)
  })

  it('has no figure where nothing can be hidden', () => {
    for (const tags of [
      { a: ['axe'], b: ['axe'] },
      { a: [], b: [] },
    ]) {
      expect(measureTags(tagged(tags)).map(({ recallAt10 }) => recallAt10)).toEqual([null, null])
    }
  })
})
