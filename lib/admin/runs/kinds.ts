import 'server-only'
import { decodeLikesSettings } from '@/lib/database/run-likes'
import { KINDS } from '@/lib/facts/kinds'
import { database } from '@/lib/serving/database'
import type { KindView } from '../views'

/** What a run has made of each kind of neighbours; empty for one that was made by an earlier version, or has made none yet. */
export async function readKinds(runId: number): Promise<KindView[]> {
  const made = await database().runKinds.readRunKinds(runId)
  return KINDS.flatMap((kind) => {
    const one = made.find((other) => other.kind === kind)
    if (!one) return []
    const { modelCount, skipped, settings } = one
    const learned = decodeLikesSettings(settings)
    return {
      kind,
      modelCount,
      skipped,
      learnedFrom: learned && { likes: learned.likes, users: learned.users },
    }
  })
}
