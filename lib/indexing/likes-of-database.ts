import type { Database } from '@/lib/database/database'
import type { RatedCatalogue } from '@/lib/evaluation/likes/like-set'
import { vectorAt } from '@/lib/similarity/vector-index'
import { readVectorBlocks } from './kept-vectors'

/**
 * The likes of a catalogue, and the tags of its models, both read block by block; models are known by their uids.
 *
 * @param isWanted which models count, by their ids; by default all
 */
export async function likesOfDatabase(
  { likes: stored, tags: tagged }: Pick<Database, 'likes' | 'tags'>,
  isWanted: (modelId: number) => boolean = () => true,
): Promise<RatedCatalogue> {
  const uids = new Map<number, string>()
  const tags = new Map<string, string[]>()
  for await (const block of tagged.readAll()) {
    for (const model of block) {
      if (!isWanted(model.id)) continue
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

/** The vectors that the published run keeps, of models by their uids; none where nothing is published, or no vectors are kept. */
export async function vectorsOfDatabase(database: Database): Promise<Map<string, Float32Array>> {
  const vectors = new Map<string, Float32Array>()
  const run = await database.indexRuns.findPublishedRun()
  if (run === null) return vectors
  const byId = new Map<number, Float32Array>()
  for await (const block of readVectorBlocks(database, run.id))
    block.modelIds.forEach((id, row) => byId.set(id, vectorAt(block, row)))
  for await (const models of database.tags.readAll()) {
    for (const { id, uid } of models) {
      const vector = byId.get(id)
      if (vector) vectors.set(uid, vector)
    }
  }
  return vectors
}
