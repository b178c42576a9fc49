import type { Database } from '@/lib/database/database'

type Settings = Parameters<Database['indexRuns']['beginIndexRun']>[0]
type Result = Parameters<Database['indexRuns']['publishRun']>[1]

/** What an index run is asked for that nobody computes, over no models unless it is told otherwise. */
export function runSettings(changes: Partial<Settings> = {}): Settings {
  return {
    mode: 'all',
    recipe: 'r',
    recipeId: 'r1',
    engine: 'e',
    neighbours: 2,
    modelCount: 0,
    ...changes,
  }
}

/** What it has made. */
export function runResult(changes: Partial<Result> = {}): Result {
  return {
    modelCount: 0,
    embeddedCount: 0,
    reusedCount: 0,
    failureCount: 0,
    inputDigest: 'of nothing',
    projectionId: null,
    comparison: null,
    calibration: null,
    ...changes,
  }
}
