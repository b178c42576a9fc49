import { NothingToEvaluateError } from '../nothing-to-evaluate'
import type { LikeSet } from './like-set'
import type { Looks } from './looks'

/** @throws NothingToEvaluateError where nothing is known of models besides likes, by which these could be mixed, or foretold */
export function assertKnown({ tags }: Pick<LikeSet, 'tags'>, looks: Looks | null): void {
  if (tags.indices.length === 0 && !looks)
    throw new NothingToEvaluateError(
      'Of the models nothing is known besides likes: no two of those that are liked share a tag, and none has a vector.',
    )
}
