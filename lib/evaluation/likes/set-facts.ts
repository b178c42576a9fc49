import { countByRow } from '@/lib/numerics/sparse-matrix'
import type { LikeSet } from './like-set'

/** How large a set is that is measured by. */
export type LikesFacts = {
  /** As they were given. */
  likes: number
  /** With users and models of few likes left out. */
  users: number
  models: number
  train: number
  test: number
  testUsers: number
  headModels: number
  tags: number
}

/** @param likes how many were given */
export function factsOf(likes: number, { users, models, train, test, head, tags }: LikeSet): LikesFacts {
  return {
    likes,
    users: users.length,
    models: models.length,
    train: train.indices.length,
    test: test.indices.length,
    testUsers: countByRow(test).filter((count) => count > 0).length,
    headModels: head,
    tags: tags.columns,
  }
}
