import 'server-only'
import { decodeLikesFigures, type RunLikesFigures } from '@/lib/evaluation/likes/run-figures'
import { database } from '@/lib/serving/database'

/** How good what a run has learned from likes is; null where it has learned nothing, or that was not measured. */
export async function readLikesFigures(runId: number): Promise<RunLikesFigures | null> {
  const kinds = await database().runKinds.readRunKinds(runId)
  return decodeLikesFigures(kinds.find(({ kind }) => kind === 'likes')?.figures)
}
