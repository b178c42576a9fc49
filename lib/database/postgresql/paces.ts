import { statement, type Work } from '../statement'

// Both are rows of LoginPace: passwords the first, hearts the second.

const NOW = "CAST(clock_timestamp() AT TIME ZONE 'UTC' AS timestamp)"
const begin = statement<[number]>(
  `INSERT INTO LoginPace (id, dueAt) VALUES (?, ${NOW}) ON CONFLICT DO NOTHING`,
)
const takeTurn = statement<{ every: number; early: number }, { waitMs: number }>(
  `UPDATE LoginPace SET dueAt = greatest(dueAt, ${NOW}) + @every * interval '1 millisecond' WHERE id = 1
   RETURNING greatest(0, extract(epoch FROM dueAt - ${NOW}) * 1000 - @early) AS "waitMs"`,
)
const takeHearts = statement<{ taken: number; early: number }>(
  `UPDATE LoginPace SET dueAt = greatest(dueAt, ${NOW}) + @taken * interval '1 millisecond' WHERE id = 2
   AND dueAt <= ${NOW} + @early * interval '1 millisecond'`,
)
const waitForHearts = statement<[number], { waitMs: number }>(
  `SELECT greatest(1, extract(epoch FROM dueAt - ${NOW}) * 1000 - ?) AS "waitMs" FROM LoginPace WHERE id = 2`,
)

/** Takes the next turn of all servers. @returns milliseconds until it */
export function* takeLoginTurn(everyMs: number, atOnce: number): Work<number> {
  yield* begin.run(1)
  // Its own time and what may be early are no waiting.
  const turn = yield* takeTurn.first({ every: everyMs, early: everyMs * atOnce })
  return turn?.waitMs ?? 0
}

/** Takes turns for some hearts, or none where they would be too early. @returns milliseconds until they would not be, 0 when taken */
export function* takeHeartTurns(hearts: number, everyMs: number, atOnce: number): Work<number> {
  yield* begin.run(2)
  const early = everyMs * atOnce
  if ((yield* takeHearts.run({ taken: everyMs * hearts, early })) > 0) return 0
  return (yield* waitForHearts.first(early))?.waitMs ?? 0
}
