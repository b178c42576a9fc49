import type { Connection } from '@/lib/db/connection'
import { listFailures } from '@/lib/db/failures'
import type { PrecomputeObserver, PrecomputeResult } from '@/lib/indexing/execute-run'
import { plural } from './plural'
import { formatSeconds, type Progress, startProgress } from './progress'

const TITLES = {
  embed: 'Looking at thumbnails',
  project: 'Fitting the projection',
  search: 'Finding neighbours',
  publish: 'Publishing',
}

const SHOWN_FAILURES = 20

/** Shows the stages of the precompute job on the terminal. Call `stop` when it has ended. */
export function precomputeReporter(): PrecomputeObserver & { stop(): void } {
  let progress: Progress | null = null
  return {
    onStage(stage, total) {
      progress?.stop()
      progress = startProgress(TITLES[stage], total)
    },
    onProgress: (done) => progress?.update(done),
    onNote: (note) => console.log(note),
    stop: () => progress?.stop(),
  }
}

/** Says what came of a run, and which models it had to leave out. */
export function reportResult(result: PrecomputeResult, connection: Connection, recipeId: string): void {
  const { runId, counts } = result
  const { modelCount, embeddedCount, reusedCount } = counts
  if (result.outcome === 'up-to-date') {
    console.log(`Nothing new: index run ${runId} covers all ${plural(modelCount, 'model')}.`)
  } else if (result.outcome === 'published-again') {
    console.log(
      `Index run ${runId} was made from the same, and is published again: ${plural(modelCount, 'model')}.`,
    )
  } else {
    const { seconds } = result
    const rate = embeddedCount > 0 ? ` (${(embeddedCount / (seconds.embed ?? 1)).toFixed(1)} a second)` : ''
    const total = Object.values(seconds).reduce((sum, value) => sum + value, 0)
    console.log(`${plural(embeddedCount, 'thumbnail')} embedded${rate}, ${reusedCount} embedded before.`)
    console.log(
      `Index run ${runId} over ${plural(modelCount, 'model')} is published, after ${formatSeconds(total)}.`,
    )
  }
  const failures = listFailures(connection, recipeId)
  if (failures.length === 0) return
  console.log(`\n${plural(failures.length, 'warning')}: these models could not be used as they are now.`)
  for (const { uid, reason } of failures.slice(0, SHOWN_FAILURES)) console.log(`  ${uid}\n    ${reason}`)
  if (failures.length > SHOWN_FAILURES) console.log(`  and ${failures.length - SHOWN_FAILURES} more.`)
}
