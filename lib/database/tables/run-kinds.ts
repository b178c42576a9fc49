import type { Kind } from '@/lib/facts/kinds'
import { statement, type Work } from '../statement'

/** What a run has made of a kind of neighbours. It is there once the lists of the kind are whole. */
export type RunKind = {
  kind: Kind
  /** A digest over everything that the lists depend on. */
  inputDigest: string
  /** How many models have a list. */
  modelCount: number
  /** Why there are none: a sentence for a person; null where there are. */
  skipped: string | null
  /** JSON: what likes were learned by; null for other kinds. */
  settings: string | null
  /** JSON: how good the lists are; null where that is not known. */
  figures: string | null
}

type Put = Omit<RunKind, 'figures'> & { runId: number }

const put = statement<Put>(
  `INSERT INTO RunKind (runId, kind, inputDigest, modelCount, skipped, settings)
   VALUES (@runId, @kind, @inputDigest, @modelCount, @skipped, @settings)
   ON CONFLICT (runId, kind) DO UPDATE SET inputDigest = excluded.inputDigest, modelCount = excluded.modelCount,
     skipped = excluded.skipped, settings = excluded.settings`,
)
const putFigures = statement<[string, number, Kind]>(
  'UPDATE RunKind SET figures = ? WHERE runId = ? AND kind = ?',
)
const ofRun = statement<[number], RunKind>(
  `SELECT kind, inputDigest, modelCount, skipped, settings, figures FROM RunKind WHERE runId = ? ORDER BY kind`,
)
const clear = statement<[number, Kind]>('DELETE FROM RunKind WHERE runId = ? AND kind = ?')
const findMade = statement<{ kind: Kind; inputDigest: string; runId: number }, { runId: number }>(
  `SELECT runId FROM RunKind WHERE kind = @kind AND inputDigest = @inputDigest AND runId <> @runId AND skipped IS NULL
   AND EXISTS (SELECT 1 FROM NeighbourList WHERE runId = RunKind.runId AND kind = RunKind.kind)
   ORDER BY runId DESC LIMIT 1`,
)

/** Notes that what a run makes of a kind is whole, in the place of what was noted before. Figures stay. */
export function* writeRunKind(runId: number, made: Omit<RunKind, 'figures'>): Work<void> {
  yield* put.run({ ...made, runId })
}

/** Keeps how good the lists of a kind are. @param figures JSON */
export function* writeRunKindFigures(runId: number, kind: Kind, figures: string): Work<void> {
  yield* putFigures.run(figures, runId, kind)
}

/** What a run has made of each kind. */
export function* readRunKinds(runId: number): Work<RunKind[]> {
  return yield* ofRun.all(runId)
}

/** Forgets that what a run makes of a kind is whole. */
export function* clearRunKind(runId: number, kind: Kind): Work<void> {
  yield* clear.run(runId, kind)
}

/** The newest other run that has made the lists of a kind of the same, and still has them; null when there is none. */
export function* findRunWithKind(kind: Kind, inputDigest: string, otherThan: number): Work<number | null> {
  return (yield* findMade.first({ kind, inputDigest, runId: otherThan }))?.runId ?? null
}
