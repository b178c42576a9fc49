import { readFileSync } from 'node:fs'
import { expect, it, onTestFinished } from 'vitest'
import { readRows } from '@/lib/database/moving/table-rows'
import { LEFT_OUT, MOVED, readShapes } from '@/lib/database/moving/table-shape'
import { runWork } from '@/lib/database/sqlite/run-work'
import type { Work } from '@/lib/database/statement'
import { databaseFileOf } from '@/lib/facts/database-url'
import { openSqliteFile } from '../../setup/sqlite-file'
import { temporaryDatabase } from '../../setup/temporary'

it('every table of the schema and of the database is moved, or left out with a reason', async () => {
  const ofSchema = [...readFileSync('prisma/schema.prisma', 'utf8').matchAll(/^model (\w+)/gm)].map(
    ([, name]) => name,
  )
  const { connection } = await temporaryDatabase()
  const ofDatabase = await connection.values(
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT GLOB '[s_]*' AND name NOT LIKE 'ModelSearch%' AND name NOT LIKE 'Search%'",
  )
  const told = [...MOVED, ...Object.keys(LEFT_OUT)].sort()
  expect(told).toEqual(ofSchema.sort())
  expect(told).toEqual(ofDatabase.sort())
})

it('reads long rows few at a time, and short ones many', async () => {
  const { databaseUrl } = await temporaryDatabase()
  const connection = openSqliteFile(databaseFileOf(databaseUrl) ?? '')
  onTestFinished(() => void connection.close())
  connection.exec(
    `WITH RECURSIVE number(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM number WHERE value < 9000)
     INSERT INTO Tag (id, name) SELECT value, 'tag ' || value FROM number;
     INSERT INTO Projection (id, recipeId, matrix) SELECT 'p' || id, 'r', randomblob(1000000) FROM Tag WHERE id < 30`,
  )
  const perform = async <Result>(work: Work<Result>) => runWork(connection, work)
  const shapes = await perform(readShapes())
  const blocksOf = async (name: string) => {
    const table = shapes.find((shape) => shape.name === name)
    const blocks = []
    for await (const block of table ? readRows(perform, table) : []) blocks.push(block.map(([id]) => id))
    return blocks
  }
  const short = await blocksOf('Tag')
  expect(short.flat()).toEqual(Array.from({ length: 9000 }, (_, place) => place + 1))
  expect(short.length).toBeLessThan(10)
  const long = await blocksOf('Projection')
  expect(new Set(long.flat()).size).toBe(29)
  expect(Math.max(...long.map((block) => block.length))).toBeLessThan(5)
})
