import { statement, type Work } from '../statement'

const NOW = "CAST(clock_timestamp() AT TIME ZONE 'UTC' AS timestamp)"
const beginPace = statement(`INSERT INTO LoginPace (id, dueAt) VALUES (1, ${NOW}) ON CONFLICT DO NOTHING`)
const takeTurn = statement<{ every: number; early: number }, { waitMs: number }>(
  `UPDATE LoginPace SET dueAt = greatest(dueAt, ${NOW}) + @every * interval '1 millisecond' WHERE id = 1
   RETURNING greatest(0, extract(epoch FROM dueAt - ${NOW}) * 1000 - @early) AS "waitMs"`,
)

/** Takes the next turn of all servers. @returns milliseconds until it */
export function* takeLoginTurn(everyMs: number, atOnce: number): Work<number> {
  yield* beginPace.run()
  // Its own time and what may be early are no waiting.
  const turn = yield* takeTurn.first({ every: everyMs, early: everyMs * atOnce })
  return turn?.waitMs ?? 0
}
