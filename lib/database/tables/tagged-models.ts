import { z } from 'zod'
import { blocksByKey, type ReadBlocks } from '../snapshot'
import { statement } from '../statement'

/** A model with its tags, in no order. */
export type TaggedModel = { id: number; uid: string; tags: string[] }

const names = z.array(z.string())

const readAfter = statement<[number, number], { id: number; uid: string; tags: string }>(
  ({ listOf }) =>
    `SELECT id, uid, (${listOf('SELECT name FROM ModelTag JOIN Tag ON Tag.id = tagId WHERE modelId = Model.id')}) AS tags
     FROM Model WHERE id > ? ORDER BY id LIMIT ?`,
)

/** All models, by id, those without tags among them. */
export const readTaggedModelBlocks: ReadBlocks<TaggedModel> = async function* (perform) {
  const blocks = blocksByKey(
    perform,
    0,
    (id, limit) => readAfter.all(id, limit),
    ({ id }) => id,
  )
  for await (const block of blocks)
    yield block.map(({ id, uid, tags }) => ({ id, uid, tags: names.parse(JSON.parse(tags)) }))
}
