import { expect, it } from 'vitest'
import { amendAuditEntry, FAILED_LOGIN, listAuditEntries, writeAuditEntry } from '@/lib/database/audit'
import { openPrisma } from '@/lib/database/prisma'
import { beginCrawlRun } from '@/lib/database/crawl-runs'
import { adminSite, ask, cookieFrom, PASSWORD } from '../app/admin-fixture'
import { temporaryDatabase } from '../setup/temporary'

adminSite()

const entry = (action: string, runId: number | null = null) => {
  return { at: new Date(), action, runId, detail: null, address: null }
}

it('there is an end to what is kept, and failed logins do not push out what was done', async () => {
  const { connection, databaseFile } = temporaryDatabase()
  const prisma = openPrisma(databaseFile)
  const fill = connection.prepare(
    `WITH RECURSIVE Number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM Number WHERE n < @count)
     INSERT INTO AuditEntry (at, action) SELECT '2026-01-01T00:00:00.000+00:00', @action FROM Number`,
  )
  const count = (action: string) =>
    connection.prepare('SELECT count(*) FROM AuditEntry WHERE action = ?').pluck().get(action)
  fill.run({ action: 'start run', count: 10_010 })
  fill.run({ action: FAILED_LOGIN, count: 600 })
  await writeAuditEntry(prisma, entry(FAILED_LOGIN))
  expect([count('start run'), count(FAILED_LOGIN)]).toEqual([10_010, 500])
  await writeAuditEntry(prisma, entry('start run'))
  expect([count('start run'), count(FAILED_LOGIN)]).toEqual([10_000, 500])
  const [{ id } = { id: 0 }] = await listAuditEntries(prisma, 1)
  await amendAuditEntry(prisma, id, 'more')
  expect(await listAuditEntries(prisma, 1)).toMatchObject([{ id, action: 'start run', detail: 'more' }])
  await prisma.$disconnect()
})

it('an entry says what its run is of, as long as it is there', async () => {
  const { databaseFile } = temporaryDatabase()
  const prisma = openPrisma(databaseFile)
  const crawl = await beginCrawlRun(prisma, '{}', 'dashboard')
  for (const runId of [crawl, crawl + 1, null]) await writeAuditEntry(prisma, entry('start crawl', runId))
  expect((await listAuditEntries(prisma, 3)).map(({ runId, job }) => [runId, job])).toEqual([
    [null, null],
    [crawl + 1, null],
    [crawl, 'crawl'],
  ])
  await prisma.$disconnect()
})

it('however often somebody guesses, and from however many addresses, it makes few entries', async () => {
  const guess = (address: string) =>
    ask('POST', '/api/session', { body: { password: 'wrong' }, headers: { 'x-forwarded-for': address } })
  const { loginQueue } = await import('@/lib/admin/access/login-queue')
  globalThis.recASketchLoginQueue = loginQueue({ everyMs: 0 })
  for (let place = 0; place < 70; place++) {
    await guess(`203.0.113.${place}`)
    await guess('198.51.100.1')
  }
  const login = await ask('POST', '/api/session', { body: { password: PASSWORD } })
  const cookie = cookieFrom(login)
  const { entries } = await (await ask('GET', '/api/audit-entries', { cookie })).json()
  expect(entries.length).toBeGreaterThan(40)
  expect(entries.length).toBeLessThan(60)
})
