import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it, vi } from 'vitest'
import { databaseFileOf } from '@/lib/facts/database-url'
import { uidOf } from '../setup/sketchfab-models'
import { status } from '../setup/sketchfab-server'
import { ask, detailOf } from './admin-fixture'
import { crawledServer, crawlSite, FAST, hasEnded } from './crawl-client'
import { readDeclared } from './declared-answers'

const { dataDir, databaseUrl, send, ...crawls } = await crawlSite()
const { start, begin, read, steer, until } = crawls

const audit = async () => (await send('GET', '/api/audit-entries')).text()

describe('from its start to its end, as curl does it', () => {
  it('is followed by server-sent events, and tells what it has brought', async () => {
    await crawledServer(40)
    const id = await begin({ ...FAST, limit: 30 })
    const answer = await crawls.events(id)
    expect(answer.headers.get('content-type')).toBe('text/event-stream')
    const events = (await answer.text()).split('\n\n')
    const states = events.flatMap((event) => (event.startsWith('data: ') ? [JSON.parse(event.slice(6))] : []))
    expect(states[0]).toMatchObject({ id, status: 'running', startedBy: 'dashboard' })
    expect(new Set(states.map(({ stage }) => stage))).toContain('thumbnails')
    expect(events.at(-2)).toContain('event: end')
    // Three of thirty models have no thumbnail; they were on two pages.
    const counts = { pages: 2, added: 30, thumbnails: 27, thumbnailFailures: 0, requests: 29, refused: 0 }
    const end = { id, status: 'finished', outcome: 'finished', counts, options: { ...FAST, limit: 30 } }
    expect(states.at(-1)).toMatchObject(end)
    expect(await read(id)).toMatchObject({ ...end, error: null, actions: ['delete'] })
  })

  it('asked for again, finds everything as it was', async () => {
    const server = await crawledServer(20)
    server.likes = { ada: server.models.map(({ uid }) => uid) }
    const ofAda = { ...FAST, likedBy: 'ada' }
    expect(await until(await begin(ofAda), hasEnded)).toMatchObject({ counts: { likes: 20 } })
    const again = await until(await begin(ofAda), hasEnded)
    expect(again).toMatchObject({ counts: { added: 0, updated: 0, unchanged: 20, likes: 0, thumbnails: 0 } })
  })

  it('has a log', async () => {
    const { lines } = await (await crawls.log(1)).json()
    const messages = lines.map(({ message }: { message: string }) => message)
    expect(messages.slice(0, 2)).toEqual(['The crawl begins.', 'Stage pages begins.'])
    expect(messages.at(-1)).toBe('The crawl ends: finished.')
    expect(lines.at(-1).fields).toMatchObject({ added: 30, thumbnails: 27 })
  })

  it('takes single models, and says which could not be had', async () => {
    await crawledServer(60)
    const links = [uidOf(50), `https://sketchfab.com/3d-models/model-no-51-${uidOf(51)}`, uidOf(99)]
    const id = await begin({ ...FAST, models: links })
    expect(await until(id, hasEnded)).toMatchObject({ counts: { added: 2, thumbnails: 2, gone: 0 } })
    const { lines } = await (await crawls.log(id)).json()
    expect(lines).toContainEqual(
      expect.objectContaining({ level: 'warn', fields: expect.objectContaining({ what: uidOf(99) }) }),
    )
  })

  it('stops at the requests that are allowed, and the same crawl goes on from there', async () => {
    await crawledServer(40)
    const options = { ...FAST, tag: 'wood' }
    expect(await until(await begin({ ...options, maxRequests: 1 }), hasEnded)).toMatchObject({
      status: 'finished',
      outcome: 'budget',
      counts: { pages: 1, requests: 1 },
    })
    const rest = await until(await begin(options), hasEnded)
    expect(rest).toMatchObject({ outcome: 'finished', counts: { pages: 1 } })
  })

  it('is listed, the newest first, and deleted; index runs are another list', async () => {
    const { runs } = await (await crawls.list()).json()
    const ids = runs.map(({ id }: { id: number }) => id)
    expect(ids).toEqual(ids.toSorted((a: number, b: number) => b - a))
    expect((await crawls.remove(1)).status).toBe(204)
    expect((await crawls.crawl(1)).status).toBe(404)
    const others = await (await send('GET', '/api/index-runs')).json()
    expect(others.runs).toEqual([])
    const answer = await send('GET', `/api/index-runs/${ids[0]}`)
    expect(await detailOf(answer)).toBe(`There is no index run ${ids[0]}.`)
  })
})

describe('what a crawl may not be asked for', () => {
  it.each([
    [{ likedBy: 'ann', category: 'cars' }, 'likedBy cannot be combined with category'],
    [{ models: ['https://sketchfab.com.evil.example/3d-models/x'] }, 'is neither a uid of Sketchfab nor'],
    [{ models: ['https://skfb.ly/6XyZ'] }, 'resolveShortLinks must be set'],
    [{ models: [uidOf(1)], updateDays: 3 }, 'updateDays cannot be combined with single models'],
    [{ speed: 11 }, 'speed'],
    [{ rate: 1000 }, 'rate'],
    [{ limit: 0 }, 'limit'],
    [{ since: 'yesterday' }, 'since must be a day, YYYY-MM-DD'],
    [{ category: '../../me' }, 'category must be letters, digits'],
    [{ sort: 'random' }, 'sort'],
    [[], 'The body'],
  ])('%j starts nothing, and is told why', async (body, detail) => {
    const answer = await start(body)
    expect(answer.status).toBe(400)
    expect(await detailOf(answer)).toContain(detail)
  })

  it('nor by anybody but the admin', async () => {
    expect((await ask('POST', '/api/crawls', { body: {} })).status).toBe(401)
  })
})

describe('steered', () => {
  it('lets no second one begin, pauses, goes on, and is cancelled', async () => {
    const server = await crawledServer(300)
    // Of so many thumbnails it is in the middle for minutes, and what is in hand is soon at its end.
    server.thumbnailAfter = 1_500
    const id = await begin({ rate: 10, limit: 300, restart: true })
    const second = await start({})
    expect(second.status).toBe(409)
    expect(second.headers.get('location')).toBe(`/api/crawls/${id}`)
    expect(await detailOf(second)).toBe(`Crawl ${id} is active. Wait until it is done, or cancel it.`)

    await until(id, (crawl) => crawl.stage === 'thumbnails' && crawl.done > 0)
    expect((await steer(id, 'pause')).status).toBe(200)
    await until(id, (crawl) => crawl.status === 'paused')
    expect((await start({})).status).toBe(409)
    // What is in hand is brought to its end, and then nothing is asked for.
    await until(id, ({ counts }) => counts.pages + counts.thumbnails === server.requests.length)
    const asked = server.requests.length
    await delay(1_000)
    expect(server.requests).toHaveLength(asked)

    expect((await steer(id, 'resume')).status).toBe(200)
    await until(id, (crawl) => crawl.status === 'running')
    await expect.poll(() => server.requests.length).toBeGreaterThan(asked)
    expect((await steer(id, 'cancel')).status).toBe(200)
    expect(await until(id, hasEnded)).toMatchObject({
      status: 'cancelled',
      actions: ['delete'],
      error: null,
    })
    expect(await detailOf(await steer(id, 'resume'))).toContain(
      `Run ${id} was cancelled: one cannot resume it`,
    )
  })

  it('is cancelled at once even while it waits for a server that asked for a minute', async () => {
    const server = await crawledServer(30)
    server.interfere = (_request, response) => status(response, 429, { 'Retry-After': '60' })
    const id = await begin({ ...FAST, restart: true })
    await expect.poll(() => server.requests.length).toBe(1)
    const askedAt = performance.now()
    expect((await steer(id, 'cancel')).status).toBe(200)
    expect(await until(id, hasEnded)).toMatchObject({ status: 'cancelled' })
    expect(performance.now() - askedAt).toBeLessThan(30_000)
  })

  it('goes on beside an index run', async () => {
    await crawledServer(300)
    const id = await begin({ rate: 1, limit: 300, restart: true })
    const answer = await send('POST', '/api/index-runs', { mode: 'missing' })
    expect(answer.status).toBe(202)
    const { id: run } = await answer.json()
    const readRun = async () => (await send('GET', `/api/index-runs/${run}`)).json()
    await expect.poll(async () => (await readRun()).status).toBe('finished')
    expect(await readRun()).toMatchObject({ isPublished: true })
    expect(await read(id)).toMatchObject({ status: 'running' })
    await steer(id, 'cancel')
    await until(id, hasEnded)
  })

  it('is written down, with what was asked for', async () => {
    const { entries } = JSON.parse(await audit())
    expect(entries).toContainEqual(
      expect.objectContaining({
        action: 'start crawl',
        runId: 1,
        detail: JSON.stringify({ ...FAST, limit: 30 }),
      }),
    )
    for (const action of ['pause crawl', 'resume crawl', 'cancel crawl', 'delete crawl']) {
      expect(entries).toContainEqual(expect.objectContaining({ action }))
    }
  })
})

it('the token goes to the API alone: no answer, log or audit line has it, not even when it is refused', async () => {
  const TOKEN = 'a-token-that-nobody-may-see'
  vi.stubEnv('SKETCHFAB_API_TOKEN', TOKEN)
  const server = await crawledServer(30)
  server.interfere = (_request, response) => status(response, 401)
  const id = await begin({ ...FAST, restart: true })
  expect(await until(id, hasEnded)).toMatchObject({
    status: 'failed',
    error: expect.stringContaining('it may want another token'),
  })
  expect(server.headers[0]).toMatchObject({ authorization: `Token ${TOKEN}` })
  const answers = [
    crawls.list(),
    crawls.crawl(id),
    crawls.events(id),
    crawls.log(id),
    start({ token: TOKEN }),
  ]
  const texts = await Promise.all((await Promise.all(answers)).map((answer) => answer.text()))
  const logs = path.join(dataDir, 'logs')
  const files = readdirSync(logs).map((file) => readFileSync(path.join(logs, file), 'utf8'))
  const databaseFile = databaseFileOf(databaseUrl) ?? ''
  // What was written last may be beside it still.
  const stored = [databaseFile, `${databaseFile}-wal`].map((file) => readFileSync(file, 'latin1'))
  for (const text of [...texts, ...files, ...stored, await audit()]) expect(text).not.toContain(TOKEN)
})

it('the OpenAPI document holds for what the crawls of the admin API really answer', async () => {
  const { expectJson } = await readDeclared()
  await expectJson('GET', '/api/crawls', await crawls.list())
  await expectJson('POST', '/api/crawls', await start({ sort: 'nonsense' }))
  await expectJson('GET', '/api/crawls/{id}', await crawls.crawl(2))
  await expectJson('GET', '/api/crawls/{id}', await crawls.crawl(99))
  await expectJson('PATCH', '/api/crawls/{id}', await steer(2, 'pause'))
  await expectJson('GET', '/api/crawls/{id}/log', await crawls.log(2))
})
