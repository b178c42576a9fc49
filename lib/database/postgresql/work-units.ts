import { createHash } from 'node:crypto'
import { insertAll, statement, type Work } from '../statement'
import type { UnitResult, WorkUnit } from '../work-units'

/** Of units that take some ten kilobytes each. */
const ADDED_AT_ONCE = 500

const isStageOf = 'runId = ? AND stage = ?'
const countStage = statement<[number, string], { total: number; done: number }>(
  `SELECT count(*) AS total, count(*) FILTER (WHERE isDone) AS done FROM WorkUnit WHERE ${isStageOf}`,
)
const takeFree = statement<[number, string], WorkUnit>(
  `SELECT number, payload FROM WorkUnit WHERE ${isStageOf} AND NOT isDone
   ORDER BY number LIMIT 1 FOR UPDATE SKIP LOCKED`,
)
const findStageLeft = statement<[], { runId: number; stage: string }>(
  `SELECT runId, WorkUnit.stage AS stage FROM WorkUnit JOIN Run ON Run.id = runId
   WHERE NOT isDone AND active = 1 AND status = 'running' AND requestedAction IS NULL
   ORDER BY runId, number LIMIT 1`,
)
const settle = statement<[string, Uint8Array | null, number, string, number]>(
  `UPDATE WorkUnit SET isDone = TRUE, report = ?, data = ? WHERE ${isStageOf} AND number = ?`,
)
const nextReports = statement<[number, string, number, number], { number: number; report: string }>(
  `SELECT number, report FROM WorkUnit WHERE ${isStageOf} AND isDone AND number > ? ORDER BY number LIMIT ?`,
)
const dataOf = statement<[number, string, number], { data: Buffer | null }>(
  `SELECT data FROM WorkUnit WHERE ${isStageOf} AND number = ?`,
)
const clearStage = statement<[number, string]>(`DELETE FROM WorkUnit WHERE ${isStageOf}`)
const clearRun = statement<[number]>('DELETE FROM WorkUnit WHERE runId = ?')

/**
 * Adds the units of a stage, unless they are there: then whoever began them was interrupted, and they are gone on with. Those
 * that are there but for other work are replaced.
 *
 * @param payloads JSON, in order
 */
export function* addUnits(runId: number, stage: string, payloads: readonly string[]): Work<void> {
  if (yield* hasUnits(runId, stage, payloads)) return
  yield* clearStage.run(runId, stage)
  for (let start = 0; start < payloads.length; start += ADDED_AT_ONCE) {
    const some = payloads.slice(start, start + ADDED_AT_ONCE)
    yield* insertAll({
      table: 'WorkUnit',
      columns: ['runId', 'stage', 'number', 'payload'],
      rows: some.map((payload, index) => [runId, stage, start + index, payload]),
    })
  }
}

// Their digests alone: what is to be done of a million models is some hundred megabytes.
const digestsOf = statement<[number, string], { digest: string }>(
  `SELECT md5(payload) AS digest FROM WorkUnit WHERE ${isStageOf} ORDER BY number`,
)

/** Whether a stage has these very units, done or not. */
export function* hasUnits(runId: number, stage: string, payloads: readonly string[]): Work<boolean> {
  const rows = yield* digestsOf.all(runId, stage)
  return (
    rows.length === payloads.length &&
    rows.every(({ digest }, number) => digest === md5Of(payloads[number] ?? ''))
  )
}

function md5Of(text: string): string {
  return createHash('md5').update(text).digest('hex')
}

/** How many units a stage has, and how many of them are done. */
export function* countUnits(runId: number, stage: string): Work<{ total: number; done: number }> {
  return (yield* countStage.first(runId, stage)) ?? { total: 0, done: 0 }
}

/** A stage of a run that is under way and has units left, some of which may be taken; null when there is none. */
export function* findStageWithUnits(): Work<{ runId: number; stage: string } | null> {
  return (yield* findStageLeft.first()) ?? null
}

/** Takes a unit that nobody has, until the transaction ends; undefined when there is none. */
export function* takeUnit(runId: number, stage: string): Work<WorkUnit | undefined> {
  return yield* takeFree.first(runId, stage)
}

/** Notes that a unit is done. */
export function* settleUnit(
  runId: number,
  stage: string,
  number: number,
  { report, data }: UnitResult,
): Work<void> {
  yield* settle.run(report, data, runId, stage, number)
}

/** The reports of units that are done, of those that follow on a number, the first. */
export function* readUnitReports(
  runId: number,
  stage: string,
  afterNumber: number,
  limit: number,
): Work<{ number: number; report: string }[]> {
  return yield* nextReports.all(runId, stage, afterNumber, limit)
}

/** What a unit has left for later stages; null where it left nothing, or is not done. */
export function* readUnitData(runId: number, stage: string, number: number): Work<Buffer | null> {
  return (yield* dataOf.first(runId, stage, number))?.data ?? null
}

/** Removes all units of a run, or of one of its stages. */
export function* clearUnits(runId: number, stage?: string): Work<void> {
  if (stage === undefined) yield* clearRun.run(runId)
  else yield* clearStage.run(runId, stage)
}
