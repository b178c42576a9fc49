import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { type ServedSite, serveSite } from '@/lib/benchmark/served-site'
import { type Database, openDatabase } from '@/lib/database/database'
import { anonymiser } from '@/lib/importing/anonymise'
import { FAST } from '../app/crawl-client'
import { allOf } from '../setup/all-of'
import { startByNpm } from '../setup/commands'
import { type Api, apiOf, becomes } from '../setup/dashboard'
import { ADMIN } from '../setup/npm-start'
import { sketchfabServer } from '../setup/sketchfab-server'
import { temporaryDirectory, temporaryDirectoryOfFile, temporaryPlaceOfFile } from '../setup/temporary'

const place = await temporaryPlaceOfFile()
const { databaseUrl: DATABASE_URL } = place
const shared = {
  ...ADMIN,
  DATABASE_URL,
  STORAGE: `file:${temporaryDirectoryOfFile()}`,
  ENGINE: 'onnxruntime',
}
const directories = [temporaryDirectoryOfFile(), temporaryDirectoryOfFile()]
const ROUNDS = 5

describe('two web servers on machines of their own', () => {
  let database: Database
  let sites: ServedSite[]
  let apis: Api[]
  beforeAll(async () => {
    database = await openDatabase(place)
    sites = await Promise.all(directories.map((directory) => serveSite(directory, { variables: shared })))
    apis = await Promise.all(sites.map(({ origin }) => apiOf(origin)))
  })
  afterAll(async () => {
    await Promise.all(sites.map(({ stop }) => stop()))
    await database.close()
  })

  it.each([
    ['index runs', '/api/index-runs', { mode: 'missing' }, 'Index run'],
    ['crawls', '/api/crawls', { limit: 1 }, 'Crawl'],
  ])(
    'of two starts of %s at once begin one, and tell the other that it is active',
    async (_, address, asked, name) => {
      const worker = {
        id: 'w',
        host: 'one',
        pid: 7,
        version: 'a',
        engine: 'wasm',
        state: 'waits',
        rate: null,
      }
      onTestFinished(() => database.units.workers.forget(worker.id))
      for (let round = 0; round < ROUNDS; round++) {
        await database.units.workers.report(worker)
        const answers = await Promise.all(apis.map((api) => api('POST', address, asked)))
        expect(answers.map(({ status }) => status).sort()).toEqual([202, 409])
        const refused = answers.findIndex(({ status }) => status === 409)
        const { id } = await answers[1 - refused]?.json()
        expect(await answers[refused]?.json()).toMatchObject({
          detail: `${name} ${id} is active. Wait until it is done, or cancel it.`,
        })
        expect(answers[refused]?.headers.get('location')).toBe(`${address}/${id}`)
        for (const api of apis) await becomes(api, `${address}/${id}`, { status: 'waiting' })
        // By whoever was told so.
        await apis[refused]?.('PATCH', `${address}/${id}`, { action: 'cancel' })
        for (const api of apis) await becomes(api, `${address}/${id}`, { status: 'cancelled' })
      }
    },
  )

  it('have workers crawl, who store pictures for both, and leave with npm', async () => {
    const sketchfab = await sketchfabServer(30)
    sketchfab.likes = { ada: sketchfab.models.map(({ uid }) => uid) }
    const LIKES_SECRET = 'of all these machines'
    const npm = startByNpm('worker', {
      ...shared,
      DATA_DIR: temporaryDirectory(),
      WORKERS: '2',
      LIKES_SECRET,
      SKETCHFAB_API_URL: sketchfab.apiUrl,
    })
    onTestFinished(() => void npm.kill('SIGKILL'))
    let said = ''
    for (const output of [npm.stdout, npm.stderr]) output?.on('data', (chunk) => (said += chunk))
    const closed = once(npm, 'close')
    const [one, other] = apis
    if (!one || !other) throw new Error('There are two servers.')
    const workers = async (): Promise<object[]> => (await (await other('GET', '/api/workers')).json()).workers
    await expect.poll(workers).toMatchObject([{ isSilent: false }, { isSilent: false }])

    const answer = await one('POST', '/api/crawls', { ...FAST, likedBy: 'ada' })
    expect(answer.status).toBe(202)
    const { id } = await answer.json()
    await becomes(other, `/api/crawls/${id}`, {
      status: 'finished',
      error: null,
      outcome: 'finished',
      // Three of thirty models have no thumbnail.
      counts: { added: 30, likes: 30, thumbnails: 27, thumbnailFailures: 0 },
    })
    const users = new Set((await allOf(database.likes.readAll())).map(({ user }) => user))
    expect([...users]).toEqual([anonymiser(() => LIKES_SECRET)('ada')])
    const { lines } = await (await other('GET', `/api/crawls/${id}/log`)).json()
    expect(lines.at(-1)).toMatchObject({ message: 'The crawl ends: finished.' })
    for (const { origin } of sites) {
      await expect
        .poll(async () => (await (await fetch(`${origin}/api/models?limit=100`)).json()).models)
        .toHaveLength(27)
      const { models } = await (await fetch(`${origin}/api/models?limit=100`)).json()
      for (const { thumbnailUrl } of models) {
        const picture = await fetch(new URL(thumbnailUrl, origin))
        expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/png'])
      }
    }

    npm.kill('SIGTERM')
    await closed
    expect(await workers()).toEqual([])
    expect(said).toContain(`2 workers (WORKERS) of ${Math.max(1, Math.floor(availableParallelism() / 2))}`)
    expect(said.match(/Worker \d+ stops\./g)).toHaveLength(2)
    // A shell that stands between, as Debian's does, is ended by the signal, and npm after it.
    expect(npm.exitCode ?? npm.signalCode).toBeOneOf([0, 'SIGTERM'])
  })
})
