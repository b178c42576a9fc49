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

// What each does is said at WorkUnits in ../work-units.ts.

export function* addUnits(runId: number, stage: string, payloads: readonly string[]): Work<void> {
  // Whether this was committed may not have been heard: then it is done again, and others may be at them by now.
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

export function* countUnits(runId: number, stage: string): Work<{ total: number; done: number }> {
  return (yield* countStage.first(runId, stage)) ?? { total: 0, done: 0 }
}

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

export function* readUnitReports(
  runId: number,
  stage: string,
  afterNumber: number,
  limit: number,
): Work<{ number: number; report: string }[]> {
  return yield* nextReports.all(runId, stage, afterNumber, limit)
}

export function* readUnitData(runId: number, stage: string, number: number): Work<Buffer | null> {
  return (yield* dataOf.first(runId, stage, number))?.data ?? null
}

export function* clearUnits(runId: number, stage?: string): Work<void> {
  if (stage === undefined) yield* clearRun.run(runId)
  else yield* clearStage.run(runId, stage)
}
