import type { OpenWork } from '@/lib/threads/work'
import { type FactorRows, type HeldFactorsSetup, holdFactors, type OpinionOfIds } from './held-factors'

export type FactorsRequest =
  | { kind: 'add'; rows: FactorRows }
  | { kind: 'prepare' }
  | { kind: 'recommend'; opinion: OpinionOfIds; limit: number; without: readonly number[] }

/** Holds the factors of a run; what a thread of `openFactorThread` does. */
export const open: OpenWork<HeldFactorsSetup, FactorsRequest> = (setup) => {
  const held = holdFactors(setup)
  return async (request) => {
    if (request.kind === 'recommend')
      return { answer: held.recommend(request.opinion, request.limit, request.without) }
    if (request.kind === 'add') held.add(request.rows)
    else await held.prepare()
    return { answer: null }
  }
}
