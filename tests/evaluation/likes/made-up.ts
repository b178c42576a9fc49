import { makeUpLikes, type MadeUpOptions } from '@/lib/benchmark/made-up-likes'
import type { RatedCatalogue } from '@/lib/evaluation/likes/like-set'

/** Made-up likes as a catalogue has them. */
export function madeUpCatalogue(options: MadeUpOptions): RatedCatalogue {
  const { userOf, modelOf, tags } = makeUpLikes(options)
  const tagsOf = new Map(tags.map((own, model) => [`model ${model}`, own]))
  return {
    likes: Array.from(userOf, (user, like) => ({ user: `user ${user}`, model: `model ${modelOf[like]}` })),
    tagsOf: (model) => tagsOf.get(model) ?? [],
  }
}
