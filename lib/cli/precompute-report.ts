import type { Database } from '@/lib/database/database'
import type { IndexResult } from '@/lib/indexing/index-context'
import { formatSeconds } from '@/lib/text/format-seconds'
import { plural } from './plural'

const SHOWN_FAILURES = 20

/** Says what came of a run, and which models it had to leave out. */
export async function reportRun(result: IndexResult, database: Database): Promise<void> {
  for (const line of describeResult(result)) console.log(line)
  const failures = await database.failures.listFailures(result.recipeId)
  if (failures.length === 0) return
  console.log(`\n${plural(failures.length, 'warning')}: these models could not be used as they are now.`)
  for (const { uid, reason } of failures.slice(0, SHOWN_FAILURES)) console.log(`  ${uid}\n    ${reason}`)
  if (failures.length > SHOWN_FAILURES) console.log(`  and ${failures.length - SHOWN_FAILURES} more.`)
}

function describeResult(result: IndexResult): string[] {
  const { runId, counts } = result
  const models = plural(counts.modelCount, 'model')
  switch (result.outcome) {
    case 'up-to-date':
      return [`Nothing new: index run ${runId} covers all ${models}.`]
    case 'published-again':
      return [`Index run ${runId} was made from the same, and is published again: ${models}.`]
    case 'withdrawn':
      return [
        `Nothing new: index run ${runId} was made from the same, and was withdrawn. The dashboard can publish it.`,
      ]
    case 'awaits-review':
      return [
        `Nothing new: index run ${runId} was made from the same, and waits for a review on the dashboard.`,
      ]
    case 'published':
    case 'needs-review':
      return describeMade(result)
  }
}

function describeMade(result: Extract<IndexResult, { outcome: 'published' | 'needs-review' }>): string[] {
  const { runId, counts, seconds, comparison, outcome } = result
  const { modelCount, embeddedCount, reusedCount } = counts
  const rate = embeddedCount > 0 ? ` (${(embeddedCount / (seconds.embed ?? 1)).toFixed(1)} a second)` : ''
  const total = Object.values(seconds).reduce((sum, value) => sum + value, 0)
  const embedded = `${plural(embeddedCount, 'thumbnail')} embedded${rate}, ${reusedCount} embedded before.`
  const run = `Index run ${runId} over ${plural(modelCount, 'model')}`
  if (outcome === 'published') return [embedded, `${run} is published, after ${formatSeconds(total)}.`]
  return [
    embedded,
    `${run} is not published: it waits for a review.`,
    ...comparison.reasons.map((reason) => `  ${reason}`),
    'Look at it on the dashboard, or publish it as it is: npm run precompute -- --publish-anyway',
  ]
}
