import { statement, type Work } from '../statement'
import type { ListedWorker, WorkerReport } from '../work-units'

const writeWorker = statement<WorkerReport>(
  `INSERT INTO Worker (id, host, pid, version, engine, state, rate, startedAt, seenAt)
   VALUES (@id, @host, @pid, @version, @engine, @state, @rate, CURRENT_TIMESTAMP, CURRENT_TIMESTAMP)
   ON CONFLICT (id) DO UPDATE SET state = excluded.state, rate = excluded.rate, engine = excluded.engine,
     seenAt = excluded.seenAt`,
)
const SILENT_SECONDS = 'CAST(extract(epoch FROM CURRENT_TIMESTAMP - seenAt) AS INTEGER)'
const allWorkers = statement<[], ListedWorker>(
  `SELECT id, host, pid, version, engine, state, rate, startedAt, ${SILENT_SECONDS} AS silentSeconds
   FROM Worker ORDER BY host, startedAt, id`,
)
const deleteWorker = statement<[string]>('DELETE FROM Worker WHERE id = ?')
const deleteSilent = statement<[number]>(`DELETE FROM Worker WHERE ${SILENT_SECONDS} > ?`)

/** Whoever was not seen for so long is not listed any more. */
const FORGOTTEN_AFTER_SECONDS = 3_600

/** Says that a worker is alive, and what it does. Times are the database’s: the clocks of machines may differ. */
export function* reportWorker(worker: WorkerReport): Work<void> {
  yield* writeWorker.run(worker)
  yield* deleteSilent.run(FORGOTTEN_AFTER_SECONDS)
}

/** The workers that were seen within the last hour, by host, each with how many seconds ago. */
export function* listWorkers(): Work<ListedWorker[]> {
  return yield* allWorkers.all()
}

/** Strikes a worker that has stopped off the list. */
export function* forgetWorker(id: string): Work<void> {
  yield* deleteWorker.run(id)
}
