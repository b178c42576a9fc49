import 'server-only'
import { endpoint, json } from '@/lib/http/endpoint'
import { database } from '@/lib/serving/database'
import { workerListSchema } from './schemas'
import type { WorkerListView } from './views'

/** Whoever was not heard of for longer than this is not counted on. */
const SILENT_AFTER_SECONDS = 30

/** The workers that were heard of within the last hour; none over a database that is not shared. */
export async function readWorkers(): Promise<WorkerListView> {
  const { isShared, workers } = database().units
  const listed = await workers.list()
  return {
    isShared,
    workers: listed.map((worker) => ({ ...worker, isSilent: worker.silentSeconds > SILENT_AFTER_SECONDS })),
  }
}

/** Whether a worker was heard of a moment ago. */
export async function hasWorker(): Promise<boolean> {
  return (await readWorkers()).workers.some(({ isSilent }) => !isSilent)
}

export const getWorkers = endpoint({
  route: 'GET /api/workers',
  operationId: 'listWorkers',
  summary: 'The processes that do the work of runs, over PostgreSQL',
  answers: { 200: json(workerListSchema, 'Those that were heard of within the last hour, by host') },
  respond: readWorkers,
})
