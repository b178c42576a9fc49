import 'server-only'
import { figuresOfLikes, type RunLikesFigures } from '@/lib/evaluation/likes/run-figures'
import { database } from '@/lib/serving/database'

/** How good what a run has learned from likes is; null where it has learned nothing, or that was not measured. */
export async function readLikesFigures(runId: number): Promise<RunLikesFigures | null> {
  return figuresOfLikes(await database().runKinds.readRunKinds(runId))
}
