import type { OpenWork } from '@/lib/threads/work'
import { type ExpandedQuestion, type HeldOptions, holdVectors, type NearestQuestion } from './held-vectors'
import type { VectorBlock } from './vector-index'

export type VectorsSetup = { dimensions: number }
export type VectorsRequest =
  | { kind: 'add'; block: VectorBlock }
  | { kind: 'nearest'; question: NearestQuestion; options: HeldOptions }
  | { kind: 'compare'; question: ExpandedQuestion }
  | { kind: 'pairs'; ones: readonly number[]; others: readonly number[] }

/** Holds the vectors of a run; what a thread of `openVectorThread` does. */
export const open: OpenWork<VectorsSetup, VectorsRequest> = async ({ dimensions }) => {
  const held = await holdVectors(dimensions)
  return async (request) => {
    if (request.kind === 'nearest') return { answer: await held.nearest(request.question, request.options) }
    if (request.kind === 'compare') return { answer: await held.compareExpanded(request.question) }
    if (request.kind === 'pairs') return { answer: held.compare(request.ones, request.others) }
    held.add(request.block)
    return { answer: null }
  }
}
