import type { Kind } from '@/lib/facts/kinds'

/** Why a model stands in a list. */
export type Reason = {
  kind: Kind
  /** Which part of its score comes from that, to a thousandth. */
  share: number
  /** How many like both; null where they are few, and for other kinds than likes. */
  people: number | null
  /** Tags that both have, the rarest first; of the kind tags. */
  tags: string[]
  /** The same for a person. */
  text: string
}

/** What is said of fewer people than these could single one out. */
export const FEWEST_PEOPLE = 3

/** More tags are no better a reason. */
export const MOST_TAGS = 3

/** Of two models, what both have. */
export type Shared = {
  /** How many like both, as far as it was learned from. */
  people: number
  tags: readonly string[]
}

/** Words for why a model stands in a list, in the order of the shares. */
export function reasonsFor(
  shares: readonly { kind: Kind; share: number }[],
  { people, tags }: Shared,
): Reason[] {
  return shares.map(({ kind, share }) => {
    const reason = { kind, share: Math.round(1000 * share) / 1000, people: null, tags: [] }
    if (kind === 'visual') return { ...reason, text: 'looks alike' }
    if (kind === 'likes') {
      if (people < FEWEST_PEOPLE) return { ...reason, text: 'liked by people of the same taste' }
      return { ...reason, people, text: `liked by ${people} of the same people` }
    }
    const told = tags.slice(0, MOST_TAGS)
    return {
      ...reason,
      tags: told,
      text: told.length === 0 ? 'about the same thing' : `both: ${told.join(', ')}`,
    }
  })
}

/**
 * The tags of a model, each once, those that the fewest models have first; of as many, by name.
 *
 * @param counts how many models have each tag; one that is not in it counts as the rarest
 */
export function byRarity(tags: readonly string[], counts: ReadonlyMap<string, number>): string[] {
  const countOf = (tag: string) => counts.get(tag) ?? 0
  return [...new Set(tags)].sort((one, other) => countOf(one) - countOf(other) || (one < other ? -1 : 1))
}
