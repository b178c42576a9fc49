import type { Database } from '@/lib/database/database'
import type { RatedCatalogue } from '@/lib/evaluation/likes/like-set'

/** All likes of a catalogue, and the tags of its models, both read block by block; models are known by their uids. */
export async function likesOfDatabase({
  likes: stored,
  tags: tagged,
}: Pick<Database, 'likes' | 'tags'>): Promise<RatedCatalogue> {
  const uids = new Map<number, string>()
  const tags = new Map<string, string[]>()
  for await (const block of tagged.readAll()) {
    for (const model of block) {
      uids.set(model.id, model.uid)
      if (model.tags.length > 0) tags.set(model.uid, model.tags)
    }
  }
  const likes: { user: string; model: string }[] = []
  let user = ''
  for await (const block of stored.readAll()) {
    for (const like of block) {
      // The same text for all likes of a user: they come one after another.
      if (like.user !== user) user = like.user
      const model = uids.get(like.model)
      // A model may have come, or gone, between the two readings.
      if (model !== undefined) likes.push({ user, model })
    }
  }
  return { likes, tagsOf: (model) => tags.get(model) ?? [] }
}
