import 'server-only'
import { env } from '@/lib/facts/env'
import { readRunLog } from '@/lib/jobs/run-log'
import { database } from '@/lib/serving/database'
import type { LogView } from '../views'

/** Lines of a run's log: those behind the place `after`, or the last ones. */
export function readLog(runId: number, after = 0): Promise<LogView> {
  return readRunLog({ database: database(), dataDir: env().dataDir }, runId, after)
}
