import { MIX_NAMES } from '@/lib/facts/mix-names.mjs'
import type { Mix } from '@/lib/serving/views'

/** What a mix weighs: popularity only ranks what these find. */
export const WEIGHED = ['visual', 'likes', 'tags'] as const
type Weighed = (typeof WEIGHED)[number]

export const WEIGHED_NAMES: Record<Weighed, string> = { visual: 'Looks', likes: 'Likes', tags: 'Subject' }

/** A mix as it stands in an address: what differs from the usual one, the same for the same mix; empty where nothing does. */
export function mixQuery(mix: Mix, usual: Mix): string {
  const changed = MIX_NAMES.filter((name) => mix[name] !== usual[name])
  return new URLSearchParams(changed.map((name) => [name, String(mix[name])])).toString()
}

/** A mix of one kind by itself. How much popularity counts stays as it is. */
export function onlyOf(kind: Weighed, { popularity }: Mix): Mix {
  return { visual: 0, likes: 0, tags: 0, [kind]: 1, popularity }
}

/** Whether two mixes come to the same but for popularity: it matters how their weights compare with one another alone. */
export function weighsAlike(one: Mix, other: Mix): boolean {
  const [largest, otherLargest] = [largestOf(one), largestOf(other)]
  return WEIGHED.every((kind) => one[kind] * otherLargest === other[kind] * largest)
}

/** Whether a mix leaves something to go by. */
export function hasWeight(mix: Mix): boolean {
  return largestOf(mix) > 0
}

const largestOf = (mix: Mix) => Math.max(...WEIGHED.map((kind) => mix[kind]))
