import 'server-only'
import { env } from '@/lib/facts/env'
import { readRunLog } from '@/lib/jobs/run-log'
import type { LogView } from '../views'

/** Lines of a run's log: those behind `after` bytes, or the last ones. */
export function readLog(runId: number, after = 0): LogView {
  return readRunLog(env().dataDir, runId, after)
}
