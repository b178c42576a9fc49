import type { Database } from '@/lib/database/database'

/** A run that has made already what another one would. */
export type MadeRun = {
  runId: number
  /**
   * `up-to-date`: it is the published one. `published-again`: it was published before, and may be again.
   * `awaits-review` and `withdrawn`: it is for a person to publish it.
   */
  outcome: 'up-to-date' | 'published-again' | 'awaits-review' | 'withdrawn'
}

const OUTCOMES = {
  published: 'published-again',
  'needs-review': 'awaits-review',
  withdrawn: 'withdrawn',
} as const

/**
 * The run that was made from this input, if its similarity table is still there.
 *
 * @param publishAnyway whether one that is for a person to publish may be published
 */
export async function findMadeRun(
  database: Database,
  inputDigest: string,
  publishAnyway = false,
): Promise<MadeRun | null> {
  const published = await database.indexRuns.findPublishedRun()
  if (published?.inputDigest === inputDigest) return { outcome: 'up-to-date', runId: published.id }
  const kept = await database.indexRuns.findKeptRun(inputDigest)
  return kept && { outcome: publishAnyway ? 'published-again' : OUTCOMES[kept.outcome], runId: kept.id }
}
