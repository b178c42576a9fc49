import { expect, it } from 'vitest'
import { FAILED_LOGIN } from '@/lib/database/database'
import { adminSite, ask, cookieFrom, PASSWORD } from '../app/admin-fixture'
import { temporaryDatabase } from '../setup/temporary'

await adminSite()

const entry = (action: string, runId: number | null = null) => {
  return { at: new Date(), action, runId, detail: null, address: null }
}

it('there is an end to what is kept, and failed logins do not push out what was done', async () => {
  const { database, connection } = await temporaryDatabase()
  const { eachNumber } = connection.dialect
  const fill = (action: string, entries: number) =>
    connection.run(
      `INSERT INTO AuditEntry (at, action)
       SELECT '2026-01-01T00:00:00.000+00:00', '${action}' FROM ${eachNumber} AS number`,
      JSON.stringify(Array.from({ length: entries }, (_, place) => place)),
    )
  const count = (action: string) =>
    connection.value('SELECT count(*) FROM AuditEntry WHERE action = ?', action)
  await fill('start run', 10_010)
  await fill(FAILED_LOGIN, 600)
  await database.audit.writeAuditEntry(entry(FAILED_LOGIN))
  expect([await count('start run'), await count(FAILED_LOGIN)]).toEqual([10_010, 500])
  await database.audit.writeAuditEntry(entry('start run'))
  expect([await count('start run'), await count(FAILED_LOGIN)]).toEqual([10_000, 500])
  const [{ id } = { id: 0 }] = await database.audit.listAuditEntries(1)
  await database.audit.amendAuditEntry(id, 'more')
  expect(await database.audit.listAuditEntries(1)).toMatchObject([
    { id, action: 'start run', detail: 'more' },
  ])
})

it('an entry says what its run is of, as long as it is there', async () => {
  const { database } = await temporaryDatabase()
  const crawl = await database.crawls.beginCrawlRun('{}', 'dashboard')
  for (const runId of [crawl, crawl + 1, null])
    await database.audit.writeAuditEntry(entry('start crawl', runId))
  expect((await database.audit.listAuditEntries(3)).map(({ runId, job }) => [runId, job])).toEqual([
    [null, null],
    [crawl + 1, null],
    [crawl, 'crawl'],
  ])
})

it('however often somebody guesses, and from however many addresses, it makes few entries', async () => {
  const guess = (address: string) =>
    ask('POST', '/api/session', { body: { password: 'wrong' }, headers: { 'x-forwarded-for': address } })
  const { loginQueue } = await import('@/lib/admin/access/login-delay')
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
