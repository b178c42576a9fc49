import { expect, it } from 'vitest'
import { openRaw } from '../setup/raw-database'
import { snapshot } from '../crawling/crawl-fixtures'
import { runCommand } from '../setup/commands'
import { temporaryDatabase } from '../setup/temporary'
import { crawledServer, crawlSite, FAST, hasEnded } from './crawl-client'

const { databaseUrl, begin, read, start, steer, until } = await crawlSite()

/** Ends the process behind a crawl as nobody can hinder it. */
async function kill(id: number): Promise<void> {
  const connection = await openRaw(databaseUrl)
  const pid = (await connection.value<number>('SELECT pid FROM Run WHERE id = ?', id)) ?? 0
  await connection.close()
  process.kill(pid, 'SIGKILL')
}

it('killed in each of its stages and resumed, comes to the same as one that was left alone', async () => {
  const server = await crawledServer(100)
  const options = { ...FAST, limit: 80 }
  const id = await begin(options)
  // The third page, and then a thumbnail amid the others, is not answered until the crawl is dead.
  for (const place of [3, 40]) {
    server.interfere = () => server.requests.length >= place
    await expect.poll(() => server.requests.length).toBeGreaterThanOrEqual(place)
    // All that came is counted, and that is written.
    await expect
      .poll(async () => {
        const { counts } = await read(id)
        return server.answered.length - counts.pages - counts.thumbnails
      })
      .toBe(0)
    await kill(id)
    server.interfere = () => false
    expect(await until(id, hasEnded)).toMatchObject({
      status: 'interrupted',
      actions: ['resume', 'delete'],
      secondsLeft: null,
    })
    expect(await (await steer(id, 'resume')).json()).toMatchObject({ id, status: 'running' })
    expect((await start({})).status).toBe(409)
  }
  expect(await until(id, hasEnded)).toMatchObject({ status: 'finished', options: { ...options } })
  expect(await read(id)).toMatchObject({
    outcome: 'finished',
    error: null,
    counts: { pages: 4, added: 80, updated: 0, thumbnails: 72, thumbnailFailures: 0 },
  })

  const calm = await temporaryDatabase()
  const flags = ['--rate', '20', '--concurrency', '8', '--limit', '80']
  const environment = { ...calm.environment, SKETCHFAB_API_URL: server.apiUrl }
  expect(await runCommand('catalog-sketchfab', flags, environment)).toMatchObject({ code: 0 })
  const connection = await openRaw(databaseUrl)
  const resumed = await snapshot(connection)
  await connection.close()
  expect(resumed.models).toHaveLength(80)
  expect(resumed).toEqual(await snapshot(calm.connection))
})
