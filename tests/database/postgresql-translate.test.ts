import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { timeOf } from '@/lib/database/postgresql/values'
import { translate } from '@/lib/database/postgresql/translate'
import { temporaryDatabase } from '../setup/temporary'

describe('a statement', () => {
  it.each([
    ['SELECT runId FROM Run WHERE id = ?', [1], 'SELECT "runId" FROM "Run" WHERE id = $1', [1]],
    ['SELECT count(*) FROM "Like"', [], 'SELECT count(*) FROM "Like"', []],
    ["SELECT 'Run ?' WHERE a = ?", [2], "SELECT 'Run ?' WHERE a = $1", [2]],
    ["SELECT 'it''s @Name'", [], "SELECT 'it''s @Name'", []],
    ['SELECT OLD.runId, coalesce(a, b)', [], 'SELECT OLD."runId", coalesce(a, b)', []],
  ])('%s has its names quoted and its values counted', (text, given, expected, values) => {
    expect(translate(text, given)).toEqual({ text: expected, values })
  })

  it('with a value by name twice is given it once', () => {
    expect(translate('SELECT @one, @two, @one', { one: 1, two: 2 })).toEqual({
      text: 'SELECT $1, $2, $1',
      values: [1, 2],
    })
  })

  it.each([
    ['SELECT ?', [], 'There are 0 values, too few'],
    ['SELECT ?', [1, 2], 'There are 2 values, too many'],
    ['SELECT @one', { two: 2 }, 'There is no value @one'],
    ['SELECT ?', { two: 2 }, 'A value has no name'],
  ])('%s with the values %j is refused', (text, given, words) => {
    expect(() => translate(text, given)).toThrow(words)
  })

  it('keeps every string, quoted name and word as it is, and changes names alone', () => {
    const anything = fc.string({ unit: fc.constantFrom(...'aZ?@ _"$1-é') })
    const parts = fc.array(
      fc.oneof(
        anything.map((text) => ({ from: `'${text}'`, to: `'${text}'`, values: 0 })),
        anything
          .map((text) => text.replaceAll('"', ''))
          .map((text) => `"${text}"`)
          .map((text) => ({ from: text, to: text, values: 0 })),
        fc
          .constantFrom('SELECT', 'count', 'a_b', '42', '(', '::')
          .map((word) => ({ from: word, to: word, values: 0 })),
        fc
          .constantFrom('Model', 'thumbnailHash', 'likeCount2')
          .map((name) => ({ from: name, to: `"${name}"`, values: 0 })),
        fc.constant({ from: '?', to: '$', values: 1 }),
      ),
    )
    fc.assert(
      fc.property(parts, (all) => {
        let count = 0
        const expected = all.map(({ to, values }) => (values ? `$${++count}` : to)).join(' ')
        const values = Array.from({ length: count }, (_, place) => place)
        expect(translate(all.map(({ from }) => from).join(' '), values)).toEqual({ text: expected, values })
      }),
    )
  })
})

describe('what is read', () => {
  it('is what SQLite gives: numbers, truths as 0 and 1, times as texts', async () => {
    const { connection } = await temporaryDatabase()
    const [row] = await connection.rows(
      `SELECT count(*) AS bigint, TRUE AS yes, 1 = 2 AS no, CAST(0.25 AS numeric) AS quarter,
         CAST('2026-11-29 20:00:00.5' AS timestamp) AS half, CAST('2026-11-29 20:00:00' AS timestamp) AS whole,
         CAST('-infinity' AS timestamp) AS never, NULL AS nothing, CAST('\\x00ff' AS bytea) AS bytes FROM Model`,
    )
    expect(row).toEqual({
      bigint: 0,
      yes: 1,
      no: 0,
      quarter: 0.25,
      half: '2026-11-29T20:00:00.500Z',
      whole: '2026-11-29T20:00:00.000Z',
      never: '',
      nothing: null,
      bytes: Buffer.from([0, 255]),
    })
  })

  it('is the same time as was written', async () => {
    const { connection } = await temporaryDatabase()
    await connection.run('CREATE TABLE Moment (at timestamp(3))')
    await fc.assert(
      fc.asyncProperty(
        fc.date({ min: new Date('1000-01-01'), max: new Date('9999-01-01'), noInvalidDate: true }),
        async (date) => {
          await connection.run('DELETE FROM Moment')
          await connection.run('INSERT INTO Moment VALUES (?)', date.toISOString())
          expect(await connection.value('SELECT at FROM Moment')).toBe(date.toISOString())
        },
      ),
      { numRuns: 50 },
    )
  })

  it('that is no time is refused', () => {
    expect(() => timeOf('soon')).toThrow('PostgreSQL gave the time soon, which is none.')
  })
})
