import 'server-only'
import { countFailures, type DetailedFailure, listDetailedFailures } from '@/lib/database/failures'
import { database } from '@/lib/serving/database'
import { groupByReason } from './failure-groups'
import type { FailureGroupView, FailureView } from './views'

/** More than anybody goes through one by one. */
const MOST = 500

/**
 * Why models are not in the index.
 *
 * @param runId only those that failed last in this run; null for all
 */
export function readFailures(runId: number | null): { failures: FailureView[]; total: number } {
  const { connection } = database()
  const rows = listDetailedFailures(connection, runId, MOST)
  return { failures: rows.map(toView), total: countFailures(connection, runId) }
}

/** The same, by reason, the most frequent first. */
export function readFailureGroups(runId: number | null): { groups: FailureGroupView[]; total: number } {
  const { failures, total } = readFailures(runId)
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
export function countAllFailures(): number {
  return countFailures(database().connection, null)
}
