import { rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { beforeAll, describe, expect, inject, it } from 'vitest'
import { z } from 'zod'
import { folderEntries } from '@/lib/catalogue/folder'
import { folderStorage } from '@/lib/storage/files'
import { openDatabase } from '@/lib/database/database'
import { openRaw } from '../setup/raw-database'
import { importCatalogue } from '@/lib/importing/import-catalogue'
import { folderOfDrawings } from '../setup/catalogue'
import { workerOfFile } from '../setup/file-worker'
import { drawing } from '../setup/images'
import { temporaryDirectoryOfFile } from '../setup/temporary'
import { adminSite, ask, cookieFrom, detailOf, PASSWORD } from './admin-fixture'

const place = await adminSite()
workerOfFile(place)
const isShared = inject('postgresql') !== undefined
const { dataDir } = place
const parent = temporaryDirectoryOfFile()

let cookie = ''
const send = (method: string, address: string, body?: unknown) => ask(method, address, { cookie, body })
const start = (body: unknown) => send('POST', '/api/index-runs', body)
const runs = (query = '') => send('GET', `/api/index-runs${query}`)
const run = (id: number | string) => send('GET', `/api/index-runs/${encodeURIComponent(id)}`)
const steer = (id: number, action: string) => send('PATCH', `/api/index-runs/${id}`, { action })
const remove = (id: number) => send('DELETE', `/api/index-runs/${id}`)
const estimate = (query: string) => send('GET', `/api/index-runs/estimate?${query}`)
const failures = (id: number) => send('GET', `/api/index-runs/${id}/failures`)
const log = (id: number, query = '') => send('GET', `/api/index-runs/${id}/log${query}`)
const audit = () => send('GET', '/api/audit-entries')

/** Waits until a run is no longer active. */
async function ended(id: number) {
  for (;;) {
    const view = await (await run(id)).json()
    if (!['waiting', 'running', 'paused'].includes(view.status)) return view
    await delay(50)
  }
}

async function startToEnd(body: unknown) {
  const answer = await start(body)
  expect(answer.status).toBe(202)
  return ended((await answer.json()).id)
}

beforeAll(async () => {
  cookie = cookieFrom(await ask('POST', '/api/session', { body: { password: PASSWORD } }))
  const { folder, labels } = await folderOfDrawings(parent)
  writeFileSync(path.join(folder, 'circle-teal.png'), 'not an image')
  const database = await openDatabase(place)
  const { entries } = await folderEntries(folder, labels)
  await importCatalogue(database, folderStorage(dataDir), 'folder', entries)
  await database.close()
})

describe('from the first run to a roll-back, as curl does it', () => {
  it('estimates what there is to do, without a guess before anything was measured', async () => {
    expect(await (await estimate('mode=missing')).json()).toEqual({
      models: 23,
      images: 23,
      seconds: null,
      measuredOn: null,
    })
  })

  it('starts the job as a process of its own, which publishes', async () => {
    const view = await startToEnd({ mode: 'missing' })
    expect(view).toMatchObject({
      id: 1,
      status: 'finished',
      isPublished: true,
      startedBy: 'dashboard',
      mode: 'missing',
      recipe: 'default',
      modelCount: 23,
      embeddedCount: 23,
      error: null,
      actions: [],
    })
    expect(view.metrics).toMatchObject({ embed: expect.any(Number), msPerImage: expect.any(Number) })
    expect(await (await estimate('mode=all')).json()).toMatchObject({
      models: 23,
      images: 23,
      seconds: expect.any(Number),
      measuredOn: 1,
    })
  })

  it('shows a run that found nothing to do', async () => {
    expect(await startToEnd({ mode: 'missing' })).toMatchObject({
      id: 2,
      status: 'finished',
      isPublished: false,
      publishedAt: null,
      sameAs: 1,
      actions: ['delete'],
    })
  })

  it('lists a failure with what helps to mend it, and retries it', async () => {
    writeFileSync(path.join(parent, 'images/circle-teal.png'), 'still not an image')
    await startToEnd({ mode: 'missing', retry: ['circle-teal'] })
    expect(await (await failures(3)).json()).toMatchObject({
      total: 1,
      failures: [
        {
          uid: 'circle-teal',
          stage: 'thumbnail',
          attempts: 2,
          thumbnailUrl: null,
          runId: 3,
          file: expect.stringMatching(/circle-teal\.png$/),
          reason: expect.stringContaining('“still not'),
        },
      ],
    })
    writeFileSync(path.join(parent, 'images/circle-teal.png'), await drawing('circle', 'teal'))
    expect(await startToEnd({ mode: 'missing', retry: 'all' })).toMatchObject({
      id: 4,
      isPublished: true,
      modelCount: 24,
      embeddedCount: 1,
      retry: 'all',
      comparison: { comparedWith: 1, changedShare: expect.any(Number), label: 'label', reasons: [] },
    })
    expect(await (await failures(3)).json()).toEqual({ failures: [], total: 0 })
  })

  it('follows a run by server-sent events to its end', async () => {
    const { id } = await (await start({ mode: 'all' })).json()
    const answer = await send('GET', `/api/index-runs/${id}/events`)
    expect(answer.headers.get('content-type')).toBe('text/event-stream')
    const events = (await answer.text()).split('\n\n')
    const states = events.flatMap((event) => (event.startsWith('data: ') ? [JSON.parse(event.slice(6))] : []))
    expect(states[0]).toMatchObject({ id, status: expect.stringMatching(/^(waiting|running)$/) })
    expect(states.at(-1)).toMatchObject({ id, status: 'finished', isPublished: true })
    expect(events.at(-2)).toContain('event: end')
  })

  it('shows the log of a run', async () => {
    const read = async () => {
      const { lines, end } = await (await log(5)).json()
      return { messages: lines.map(({ message }: { message: string }) => message), end }
    }
    // The process says so once the end of the run is stored.
    await expect.poll(async () => (await read()).messages.at(-1)).toBe('The run ends: published.')
    const { messages, end } = await read()
    expect(messages).toContain('Stage embed begins.')
    const more = await log(5, `?after=${end}`)
    expect(await more.json()).toEqual({ lines: [], end })
  })

  it('rolls back, and does not let the next run undo that by itself', async () => {
    expect(await (await steer(4, 'publish')).json()).toMatchObject({ id: 4, isPublished: true })
    expect(await (await run(5)).json()).toMatchObject({ status: 'withdrawn', actions: ['publish', 'delete'] })
    expect(await startToEnd({ mode: 'missing' })).toMatchObject({ isPublished: false })
    expect(await (await run(4)).json()).toMatchObject({ isPublished: true })
  })

  it('deletes an old run', async () => {
    expect((await remove(2)).status).toBe(204)
    expect((await run(2)).status).toBe(404)
    const { runs: all } = await (await runs('?limit=2')).json()
    expect(all.map(({ id }: { id: number }) => id)).toEqual([6, 5])
    const older = await (await runs('?before=5')).json()
    expect(older.runs.map(({ id }: { id: number }) => id)).toEqual([4, 3, 1])
  })

  it('has written down each action', async () => {
    const { entries } = await (await audit()).json()
    const written = entries.map(({ action, runId }: { action: string; runId: number }) => [action, runId])
    expect(written).toEqual([
      ['delete run', 2],
      ['start run', 6],
      ['publish run', 4],
      ['start run', 5],
      ['start run', 4],
      ['start run', 3],
      ['start run', 2],
      ['start run', 1],
      ['login', null],
    ])
  })
})

describe('what does not fit', () => {
  it.each([
    [1, 'resume', 'Run 1 is finished: one cannot resume it.'],
    [1, 'pause', 'Run 1 is finished: one cannot pause it.'],
    [4, 'publish', 'Run 4 is the published one'],
    [4, 'discard', 'Run 4 is the published one'],
  ])('run %d, asked to %s, is a conflict that says why', async (id, action, detail) => {
    const answer = await steer(id, action)
    expect(answer.status).toBe(409)
    expect(await detailOf(answer)).toContain(detail)
  })

  it('the published run cannot be deleted', async () => {
    const answer = await remove(4)
    expect(answer.status).toBe(409)
    expect(await detailOf(answer)).toContain('Publish another run first')
  })

  it.each(['99', '0', '-1', '1e3', 'x', '../1', '12345678901234567890'])(
    'a run called %s is not found',
    async (id) => {
      const answer = await run(id)
      expect(answer.status).toBe(404)
      expect(await detailOf(answer)).toContain(id)
    },
  )

  it.each([
    [{ mode: 'some' }, 'mode must be missing or all'],
    [{}, 'mode must be missing or all'],
    [{ mode: 'all', speed: 11 }, 'speed'],
    [{ mode: 'all', recipe: 'vgg99' }, 'There is no recipe “vgg99”; known are default'],
    [{ mode: 'all', recipe: 'vgg16' }, 'The network of the recipe “vgg16” is not here yet'],
    [{ mode: 'missing', retry: [] }, 'retry'],
    [{ mode: 'all', recipe: '--help' }, 'There is no recipe “--help”'],
  ])('%j starts nothing', async (body, detail) => {
    const answer = await start(body)
    expect(answer.status).toBe(400)
    expect(await detailOf(answer)).toContain(detail)
  })

  it('a uid that looks like a flag is a uid', async () => {
    expect(await startToEnd({ mode: 'missing', retry: ['--mode=all'] })).toMatchObject({
      mode: 'missing',
      retry: ['--mode=all'],
      embeddedCount: 0,
    })
  })

  // A worker waits for it.
  it.skipIf(isShared)('while another command embeds, no run is started', async () => {
    const database = await openDatabase(place)
    const lock = await database.locks.acquire('precompute')
    const answer = await start({ mode: 'missing' })
    await lock?.release()
    await database.close()
    expect(answer.status).toBe(409)
    expect(await detailOf(answer)).toContain('Another command is at the same work')
  })

  // A run that waits has begun; it says why it failed.
  it.skipIf(isShared)('a job that cannot begin says why in its own words', async () => {
    const hidden = path.join(dataDir, 'logs')
    rmSync(hidden, { recursive: true })
    const connection = await openRaw(place.databaseUrl)
    await connection.run('CREATE TABLE Kept AS SELECT id, thumbnailHash FROM Model')
    await connection.run('UPDATE Model SET thumbnailHash = NULL')
    const answer = await start({ mode: 'missing' })
    await connection.run(
      'UPDATE Model SET thumbnailHash = (SELECT thumbnailHash FROM Kept WHERE Kept.id = Model.id)',
    )
    await connection.run('DROP TABLE Kept')
    await connection.close()
    expect(answer.status).toBe(422)
    expect(await detailOf(answer)).toContain('There is no model with a thumbnail in the catalogue')
  })
})

it('two starts in the same instant begin one run, and the other is told of it', async () => {
  const answers = await Promise.all([
    start({ mode: 'all' }),
    start({ mode: 'all' }),
    start({ mode: 'missing' }),
  ])
  const begun = answers.filter(({ status }) => status === 202)
  expect(begun).toHaveLength(1)
  const { id } = await begun[0]?.json()
  for (const answer of answers.filter(({ status }) => status !== 202)) {
    expect(answer.status).toBe(409)
    const detail = await detailOf(answer)
    // Where a run takes seconds to begin, it has no number yet.
    if (detail.startsWith('Another command is at the same work')) continue
    expect(detail).toContain(`Index run ${id} is active`)
    expect(answer.headers.get('location')).toBe(`/api/index-runs/${id}`)
  }
  expect(await ended(id)).toMatchObject({ status: 'finished' })
})

it('the OpenAPI document holds for what the admin API really answers', async () => {
  const document = await (await send('GET', '/api/openapi.json')).json()
  const { components, paths } = JSON.parse(
    JSON.stringify(document).replaceAll('#/components/schemas/', '#/$defs/'),
  )
  const live: [string, string, Response][] = [
    ['/api/index-runs', 'get', await runs()],
    ['/api/index-runs', 'post', await start({ mode: 'nonsense' })],
    ['/api/index-runs/{id}', 'get', await run(4)],
    ['/api/index-runs/{id}', 'get', await run(99)],
    ['/api/index-runs/{id}', 'patch', await steer(1, 'pause')],
    ['/api/index-runs/{id}/failures', 'get', await failures(4)],
    ['/api/index-runs/{id}/log', 'get', await log(6)],
    ['/api/index-runs/estimate', 'get', await estimate('mode=all')],
    ['/api/audit-entries', 'get', await audit()],
  ]
  for (const [address, method, answer] of live) {
    const content = paths[address][method].responses[answer.status].content
    const { schema } = content[answer.headers.get('content-type') ?? '']
    z.fromJSONSchema({ ...schema, $defs: components.schemas }).parse(await answer.json())
  }
})
