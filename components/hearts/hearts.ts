import * as z from 'zod/mini'

/** Uids of models that a visitor likes, and is not interested in, the latest first. None is in both. */
export type Hearts = { liked: readonly string[]; disliked: readonly string[] }

export const NO_HEARTS: Hearts = { liked: [], disliked: [] }

export type Opinion = 'liked' | 'disliked'

const stored = z.object({ liked: z.array(z.string()), disliked: z.array(z.string()) })

/** Reads hearts as they were written; none where that is damaged. */
export function heartsIn(text: string | null): Hearts {
  try {
    const { liked, disliked } = stored.parse(JSON.parse(text ?? ''))
    const likes = new Set(liked)
    return { liked: [...likes], disliked: [...new Set(disliked)].filter((uid) => !likes.has(uid)) }
  } catch {
    return NO_HEARTS
  }
}

export function heartsText({ liked, disliked }: Hearts): string {
  return JSON.stringify({ liked, disliked })
}

/** Hearts with an opinion of a model in the place of any other of it; null takes that back. */
export function withOpinion({ liked, disliked }: Hearts, uid: string, opinion: Opinion | null): Hearts {
  const isOther = (other: string) => other !== uid
  const without = { liked: liked.filter(isOther), disliked: disliked.filter(isOther) }
  if (opinion === 'liked') return { ...without, liked: [uid, ...without.liked] }
  if (opinion === 'disliked') return { ...without, disliked: [uid, ...without.disliked] }
  return without
}

/** Whether both say the same of every model. */
export function isSameOpinion(one: Hearts, other: Hearts): boolean {
  const isSame = (uids: readonly string[], others: readonly string[]) =>
    uids.length === others.length && uids.every((uid) => others.includes(uid))
  return isSame(one.liked, other.liked) && isSame(one.disliked, other.disliked)
}
