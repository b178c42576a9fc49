import { describe, expect, it } from 'vitest'
import { openDatabase } from '@/lib/database/database'
import { runSettings } from '../setup/made-up-run'
import { adminSite, answer, ask, cookieFrom, detailOf, PASSWORD } from './admin-fixture'

const place = await adminSite()

/** Sends a form that was filled in to its address. */
const form = (name: string) => (filled: Request) =>
  answer(new Request(`http://localhost:3000/admin/forms/${name}`, filled))
const [logIn, logOut] = [form('log-in'), form('log-out')]
const [startRun, startCrawl, steerRun] = [form('start-run'), form('start-crawl'), form('steer-run')]
const { readNotice } = await import('@/lib/admin/forms/notices')
const { loginQueue } = await import('@/lib/admin/access/login-delay')

globalThis.recASketchLoginQueue = loginQueue({ everyMs: 0 })

const FORM = 'application/x-www-form-urlencoded'

/** A form as a browser without JavaScript posts it, from a page of the site. */
function posted(fields: Record<string, string>, headers: Record<string, string> = {}) {
  return new Request('http://localhost:3000/admin/forms/x', {
    method: 'POST',
    body: new URLSearchParams(fields),
    headers: { host: 'localhost:3000', origin: 'http://localhost:3000', 'content-type': FORM, ...headers },
  })
}

/** Where an answer sends the browser, and what the page there says. */
async function outcome(answer: Response) {
  expect(answer.status).toBe(303)
  const location = new URL(answer.headers.get('location') ?? '', 'http://localhost')
  return {
    path: location.pathname,
    search: location.searchParams,
    said: await readNotice(location.searchParams.get('said') ?? ''),
  }
}

const loggedIn = async () => cookieFrom(await logIn(posted({ password: PASSWORD })))

describe('the form to log in', () => {
  it('leads on to the page that was wanted, with the session’s cookie and nothing of the password', async () => {
    const answer = await logIn(posted({ password: PASSWORD, next: '/admin/runs/4', username: 'admin' }))
    expect(answer.status).toBe(303)
    expect(answer.headers.get('location')).toBe('/admin/runs/4')
    expect(answer.headers.get('cache-control')).toBe('no-store')
    const runs = await ask('GET', '/api/index-runs', { cookie: cookieFrom(answer) })
    expect(runs.status).toBe(200)
  })

  it.each([
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    '/admin/../..//evil',
    '/adminx',
    '/models/x',
  ])('leads to the dashboard instead of %s', async (next) => {
    expect((await outcome(await logIn(posted({ password: PASSWORD, next })))).path).toBe('/admin')
  })

  it('leads back with what was wrong, which nobody else can have it say', async () => {
    const answer = await logIn(posted({ password: 'wrong-one', back: '/admin/login?next=/admin/runs' }))
    expect(answer.headers.get('location')).not.toContain('wrong-one')
    const { path, search, said } = await outcome(answer)
    expect([path, search.get('next')]).toEqual(['/admin/login', '/admin/runs'])
    expect(said).toMatchObject({ text: expect.stringContaining('That is not the password'), values: {} })
    expect(await readNotice('something made up')).toBeNull()
    expect(await readNotice(['a', 'b'])).toBeNull()
  })

  it.each(['https://evil.example/admin', '//evil.example/admin', '/adminx', 'admin', ''])(
    'leads back to the dashboard when its page is said to be %j',
    async (back) => {
      expect((await outcome(await logIn(posted({ password: 'wrong', back })))).path).toBe('/admin')
    },
  )

  it('is refused from another site’s page, and where it is no form', async () => {
    const foreign = await logIn(posted({ password: PASSWORD }, { origin: 'https://evil.example' }))
    expect(foreign.status).toBe(403)
    expect(foreign.headers.getSetCookie()).toEqual([])
    expect((await logIn(posted({ password: PASSWORD }, { 'content-type': 'text/plain' }))).status).toBe(415)
    expect((await outcome(await logIn(posted({ password: 'x'.repeat(70_000) })))).said?.text).toContain(
      'more than 65536 bytes',
    )
  })

  it('tells a script the same', async () => {
    const json = { accept: 'application/json' }
    const right = await logIn(posted({ password: PASSWORD, next: '/admin/runs' }, json))
    expect(await right.json()).toEqual({ location: '/admin/runs' })
    expect(right.headers.getSetCookie()).toHaveLength(2)
    const wrong = await logIn(posted({ password: 'wrong' }, json))
    expect(wrong.status).toBe(401)
    expect(await detailOf(wrong)).toContain('not the password')
  })

  it('looked at by itself leads to the dashboard', async () => {
    expect((await outcome(await ask('GET', '/admin/forms/log-in'))).path).toBe('/admin')
  })

  it('that is not there is left to the page that says so', async () => {
    const missing = await ask('GET', '/admin/forms/nothing')
    expect({ status: missing.status, body: await missing.text() }).toEqual({ status: 404, body: '' })
  })
})

it('the form to log out ends the session', async () => {
  const cookie = await loggedIn()
  const answer = await logOut(posted({ back: '/admin/runs' }, { cookie }))
  expect((await outcome(answer)).path).toBe('/admin/login')
  const runs = await ask('GET', '/api/index-runs', { cookie })
  expect(runs.status).toBe(401)
})

it('every other form leads whoever is not logged in to the login, and back to its page', async () => {
  for (const form of [startRun, startCrawl, steerRun]) {
    const { path, search } = await outcome(await form(posted({ back: '/admin/runs/3?ask=x' })))
    expect([path, search.get('next')]).toEqual(['/admin/login', '/admin/runs/3'])
    expect((await form(posted({}, { origin: 'https://evil.example' }))).status).toBe(403)
    expect((await form(posted({}, { accept: 'application/json' }))).status).toBe(401)
  }
})

describe('the form of a crawl', () => {
  const crawl = async (fields: Record<string, string>, headers = {}) =>
    startCrawl(posted({ back: '/admin/crawls', ...fields }, { cookie: await loggedIn(), ...headers }))

  it('says what is wrong by the names that it has there, and keeps what was filled in', async () => {
    const filled = { what: 'listing', category: 'cats & dogs', limit: 'many', tag: 'wood', staffPicked: 'on' }
    const { path, said } = await outcome(await crawl(filled))
    expect(path).toBe('/admin/crawls')
    expect(said?.values).toMatchObject(filled)
    expect(said?.fields).toEqual({
      category: 'must be letters, digits, dots, hyphens and underscores',
      limit: 'must be a whole number from 1 to 1000000',
    })
    expect(said?.text.split('\n')).toEqual([
      'Category: must be letters, digits, dots, hyphens and underscores.',
      'Models at most: must be a whole number from 1 to 1000000.',
    ])
  })

  it.each([
    [
      { what: 'listing', likedBy: 'ann', user: 'bob', downloadable: 'on' },
      {
        likedBy:
          'cannot be combined with “By a user”, “Downloadable only”: Sketchfab would pass over one of them',
      },
    ],
    [{ what: 'listing', minLikes: '-1' }, { minLikes: 'must be a whole number from 0 to 1000000000' }],
    [{ what: 'listing', since: '1.2.2024' }, { since: 'must be a day, YYYY-MM-DD' }],
    [
      { what: 'models', models: 'https://example.org/x, nonsense', limit: 'many' },
      {
        models:
          '“https://example.org/x,” is neither a uid of Sketchfab nor the address of one of its models; ' +
          '“nonsense” is neither a uid of Sketchfab nor the address of one of its models',
      },
    ],
    [{ what: 'models', models: ' ', category: 'animals' }, { models: 'names no model yet' }],
    [{ what: 'update', updateDays: '' }, { updateDays: 'must be a number, 0 for all' }],
    [
      { what: 'update', updateDays: '30', updateLimit: '0' },
      { updateLimit: 'must be a whole number from 1 to 1000000' },
    ],
  ])('filled in with %j says so beside the field', async (filled, fields) => {
    const answer = await crawl(filled, { accept: 'application/json' })
    expect(answer.status).toBe(400)
    expect(answer.headers.get('content-type')).toBe('application/problem+json')
    const problem = await answer.json()
    expect(problem.fields).toEqual(fields)
    expect(problem.detail).not.toMatch(/models\.\d|minLikes|updateLimit|staffPicked/)
  })

  it('names a few of many faults of a field, and their number', async () => {
    const answer = await crawl({ what: 'models', models: 'a b c d e' }, { accept: 'application/json' })
    expect((await answer.json()).fields.models).toMatch(/^“a” .*“c” .*; and 2 more like this$/)
  })
})

describe('the form that steers a run', () => {
  it('does what it says and leads back, or says why not', async () => {
    const cookie = await loggedIn()
    const { indexRuns, runs, close } = await openDatabase(place)
    const id = await indexRuns.beginIndexRun(runSettings())
    await runs.endRun(id, 'cancelled', null)
    await close()
    const page = `/admin/runs/${id}`
    const steer = (fields: Record<string, string>) =>
      steerRun(posted({ job: 'precompute', id: String(id), back: `${page}?ask=x`, ...fields }, { cookie }))

    const refused = await outcome(await steer({ action: 'publish' }))
    expect([refused.path, refused.search.has('ask')]).toEqual([page, false])
    expect(refused.said?.text).toContain(`Run ${id} was cancelled`)
    expect((await outcome(await steer({ action: 'explode' }))).said?.text).toContain(
      'does not say what to do',
    )
    expect((await outcome(await steer({ action: 'pause', job: 'crawl' }))).said?.text).toContain(
      `There is no crawl ${id}.`,
    )
    const deleted = await outcome(await steer({ action: 'delete' }))
    expect([deleted.path, deleted.said]).toEqual(['/admin/runs', null])
    expect((await outcome(await steer({ action: 'delete' }))).said?.text).toContain(
      `There is no index run ${id}.`,
    )
  })

  it('starts no run by a recipe that there is not, or without one to retry', async () => {
    const cookie = await loggedIn()
    const start = async (fields: Record<string, string>) =>
      (await outcome(await startRun(posted({ back: '/admin', ...fields }, { cookie })))).said?.text
    expect(await start({ mode: 'all', recipe: 'vgg99' })).toContain('There is no recipe “vgg99”')
    expect(await start({ mode: 'some' })).toContain('does not say what to embed')
  })
})

describe('the form of near-duplicates', () => {
  const decide = form('near-duplicates')
  const asked = { does: 'keep-apart', uid: 'nobody', group: '1', after: '0', back: '/admin/near-duplicates' }

  it('refuses who is not logged in, what it does not understand, and a group that is not there any more', async () => {
    expect((await outcome(await decide(posted(asked)))).path).toBe('/admin/login')
    const cookie = await loggedIn()
    const said = async (fields: Record<string, string>) => {
      const { path, said: notice } = await outcome(await decide(posted(fields, { cookie })))
      expect(path).toBe('/admin/near-duplicates')
      return notice?.text
    }
    expect(await said({ ...asked, does: 'everything' })).toContain('does not say what to do')
    expect(await said({ ...asked, group: '1; DROP TABLE Model' })).toContain('does not say what to do')
    expect(await said({ ...asked, does: 'take-down-others' })).toContain('does not say what to do')
    expect(await said(asked)).toBe('“nobody” is not in this group any more. The page shows what is.')
    expect(await said({ ...asked, does: 'take-down-others', others: '3' })).toContain('not in this group')
  })
})
