import 'server-only'
import type { DetailedFailure } from '@/lib/database/database'
import { database } from '@/lib/serving/database'
import { groupByReason } from './failure-groups'
import type { FailureGroupView, FailureView } from './views'

/** More than anybody goes through one by one. */
const MAX_FAILURES = 500

/**
 * Why models are not in the index.
 *
 * @param runId only those that failed last in this run; null for all
 */
export async function readFailures(
  runId: number | null,
): Promise<{ failures: FailureView[]; total: number }> {
  const rows = await database().failures.listDetailedFailures(runId, MAX_FAILURES)
  return { failures: rows.map(toView), total: await database().failures.countFailures(runId) }
}

/** The same, by reason, the most frequent first. */
export async function readFailureGroups(
  runId: number | null,
): Promise<{ groups: FailureGroupView[]; total: number }> {
  const { failures, total } = await readFailures(runId)
  return { groups: groupByReason(failures), total }
}

function toView({ sourceKey, thumbnailHash, ...row }: DetailedFailure): FailureView {
  return {
    ...row,
    file: sourceKey,
    thumbnailUrl: thumbnailHash && `/thumbnails/${thumbnailHash}`,
    isListed: row.isListed === 1,
    lastAt: new Date(row.lastAt).toISOString(),
  }
}

/** How many models are not in the index. */
export function countAllFailures(): Promise<number> {
  return database().failures.countFailures(null)
}
