import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { servedGallery } from '../serving/gallery'
import { ask } from './admin-fixture'
import { readDeclared } from './declared-answers'

const gallery = await servedGallery()

const health = () => ask('GET', '/api/health')
const models = (query = '') => ask('GET', `/api/models${query}`)
const model = (uid: string) => ask('GET', `/api/models/${uid}`)
const similar = (uid: string, query = '') => ask('GET', `/api/models/${uid}/similar${query}`)
const suggestions = (query = '') => ask('GET', `/api/suggestions${query}`)

async function problemOf(response: Response) {
  expect(response.headers.get('content-type')).toBe('application/problem+json')
  const problem = z
    .strictObject({ type: z.string(), title: z.string(), status: z.number(), detail: z.string() })
    .parse(await response.json())
  expect(problem.status).toBe(response.status)
  return problem
}

describe('while nothing is there', () => {
  it('is healthy, lists nothing, and says of similar models what to do', async () => {
    expect(await (await health()).json()).toEqual({ status: 'ok', models: 0, publishedRunId: null })
    expect(await (await models()).json()).toEqual({ models: [], nextCursor: null, meant: null })
    const answer = await similar('any')
    expect(answer.status).toBe(503)
    expect(answer.headers.get('retry-after')).toBe('60')
    expect((await problemOf(answer)).detail).toContain('npm run precompute')
  })
})

describe('over a catalogue', () => {
  it('is filled by another connection, and seen at once', async () => {
    await gallery.add(
      {
        name: 'oak chair',
        url: 'https://sketchfab.com/3d-models/oak',
        author: 'Ann',
        license: 'CC0',
        tags: ['wood', 'seat'],
        categories: ['Furniture'],
      },
      { name: 'pine table', tags: ['wood'], categories: ['Furniture'] },
      { name: 'tin mug', categories: ['Kitchen'] },
    )
    expect(await (await health()).json()).toEqual({ status: 'ok', models: 3, publishedRunId: null })
    expect((await similar('oak-chair')).status).toBe(503)

    const runId = await gallery.publish({
      'oak chair': ['pine table', 'tin mug'],
      'pine table': ['oak chair'],
    })
    expect(await (await health()).json()).toEqual({ status: 'ok', models: 3, publishedRunId: runId })
  })

  it('answers with a model in full', async () => {
    expect(await (await model('oak-chair')).json()).toEqual({
      uid: 'oak-chair',
      name: 'oak chair',
      url: 'https://sketchfab.com/3d-models/oak',
      thumbnailUrl: expect.stringMatching(/^\/thumbnails\/[0-9a-f]{64}$/),
      thumbnailWidth: 64,
      thumbnailHeight: 64,
      thumbnailTint: '#008080',
      thumbnailFocus: null,
      author: 'Ann',
      authorUrl: null,
      license: 'CC0',
      tags: ['seat', 'wood'],
      categories: ['Furniture'],
      likeCount: 0,
      faceCount: null,
      downloadable: false,
      animated: false,
      ageRestricted: false,
      nearDuplicates: null,
    })
  })

  it('answers with similar models of the newest published run, best first', async () => {
    const first = await (await similar('oak-chair')).json()
    expect(first).toMatchObject({ model: { uid: 'oak-chair' }, recipe: 'a-recipe' })
    expect(first.similar).toMatchObject([
      { rank: 1, model: { uid: 'pine-table' } },
      { rank: 2, model: { uid: 'tin-mug' } },
    ])
    expect(first.similar[0].score).toBeCloseTo(0.9)
    expect((await (await similar('oak-chair', '?limit=1&kind=visual')).json()).similar).toHaveLength(1)

    const runId = await gallery.publish({ 'oak chair': ['tin mug'] }, 'another-recipe')
    const second = await (await similar('oak-chair')).json()
    expect(second).toMatchObject({
      runId,
      recipe: 'another-recipe',
      similar: [{ model: { uid: 'tin-mug' } }],
    })
  })

  it('shows a change to a model at once, wherever the model shows', async () => {
    await similar('oak-chair')
    await gallery.add({ name: 'tin mug', author: 'Bea', categories: ['Kitchen'] })
    expect(await (await model('tin-mug')).json()).toMatchObject({ author: 'Bea' })
    expect((await (await similar('oak-chair')).json()).similar[0].model).toMatchObject({ author: 'Bea' })
    expect((await (await models('?query=mug')).json()).models[0]).toMatchObject({ author: 'Bea' })
  })

  it('passes over what is no longer listed and fills up from deeper ranks, each with the rank that it had', async () => {
    await gallery.add({ name: 'lost lamp' }, { name: 'lost bowl' })
    await gallery.publish({ 'oak chair': ['lost lamp', 'pine table', 'lost bowl', 'tin mug'] })
    await gallery.change("DELETE FROM Model WHERE name = 'lost lamp'")
    await gallery.change("UPDATE Model SET goneAt = '2026-01-01T00:00:00.000+00:00' WHERE name = 'lost bowl'")
    const answer = await (await similar('oak-chair', '?limit=2')).json()
    expect(answer.similar).toMatchObject([
      { rank: 2, model: { uid: 'pine-table' } },
      { rank: 4, model: { uid: 'tin-mug' } },
    ])
    await gallery.change("DELETE FROM Model WHERE name = 'lost bowl'")
  })

  it('has no similar models yet for a model that came after the run', async () => {
    await gallery.add({ name: 'late vase' })
    expect(await (await similar('late-vase')).json()).toMatchObject({
      model: { uid: 'late-vase' },
      similar: [],
    })
  })

  it('leads from page to page by nextCursor', async () => {
    const names: string[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const query: string = cursor && `&cursor=${cursor}`
      const page = await (await models(`?limit=3&sort=name${query}`)).json()
      names.push(...page.models.map((one: { name: string }) => one.name))
      cursor = page.nextCursor
    }
    expect(names).toEqual(['late vase', 'oak chair', 'pine table', 'tin mug'])
  })

  it('searches and filters; parameters that are there but empty count for nothing', async () => {
    const uids = async (query: string) =>
      (await (await models(query)).json()).models.map((one: { uid: string }) => one.uid)
    expect(await uids('?query=woo')).toEqual(['oak-chair', 'pine-table'])
    expect(await uids('?category=Furniture&tag=seat&license=CC0&query=&sort=likes')).toEqual(['oak-chair'])
    expect(await uids('?author=Ann')).toEqual(['oak-chair'])
    expect(await uids('?query=%22')).toEqual([])
  })

  it('says what it looked for besides the words, and leaves that out when it is asked to', async () => {
    expect(await (await models('?query=oka')).json()).toMatchObject({ meant: null, models: [] })
    expect(await (await models('?query=chiar')).json()).toMatchObject({
      meant: 'No model has “chiar”. This is what “chair” finds.',
      models: [{ uid: 'oak-chair' }],
    })
    expect(await (await models('?query=chiar&exact=true')).json()).toMatchObject({ meant: null, models: [] })
  })

  it('suggests models and what they have in common', async () => {
    const suggest = async (query: string) => (await (await suggestions(query)).json()).suggestions
    expect(await suggest('?query=chiar')).toMatchObject([{ kind: 'model', uid: 'oak-chair', author: 'Ann' }])
    expect(await suggest('?query=ann')).toEqual([{ kind: 'author', name: 'Ann', count: 1 }])
    expect(await suggest('?query=woo')).toContainEqual({ kind: 'tag', name: 'wood', count: 2 })
    expect(await suggest('?query=woo&limit=1')).toHaveLength(1)
    for (const nothing of ['', '?query=', '?query=%22', '?query=zzzz'])
      expect(await suggest(nothing)).toEqual([])
    const tooLong = await suggestions(`?query=${'a'.repeat(10_000)}`)
    expect(tooLong.status).toBe(400)
    expect((await problemOf(tooLong)).detail).toMatch(/query must have at most 200 characters/)
    expect((await suggestions('?limit=19')).status).toBe(400)
  })

  it('tells with 404 which uid is unknown', async () => {
    for (const answer of [await model('nobody'), await similar('nobody')]) {
      expect(answer.status).toBe(404)
      expect((await problemOf(answer)).detail).toContain('nobody')
    }
  })

  it('tells with 400 what is wrong with a parameter, its value, and what it must be', async () => {
    const wrong: [() => Promise<Response>, RegExp][] = [
      [() => models('?limit=0'), /limit must be from 1 to 100 .*“0”/],
      [() => models('?limit=101'), /limit must be from 1 to 100 .*“101”/],
      [() => models('?limit=2.5'), /limit must be a whole number from 1 to 100 .*“2.5”/],
      [() => similar('oak-chair', '?limit=many'), /limit must be a whole number from 1 to 100 .*“many”/],
      [() => similar('oak-chair', '?limit='), /limit must be from 1 to 100/],
      [() => similar('oak-chair', '?kind=smell'), /kind must be one of visual, likes, tags, blend .*“smell”/],
      [() => models('?sort=size'), /sort must be one of relevance, fit, likes, name, recent .*“size”/],
      [() => models('?cursor=garbage'), /cursor is damaged/],
      [() => models(`?query=${'a'.repeat(201)}`), /query must have at most 200 characters .*“a{60}…”/],
      [() => models('?tag=wood&tag=seat'), /tag may be given once/],
      [() => models('?limit=0&sort=size'), /sort must .*; limit must /],
    ]
    for (const [ask, detail] of wrong) {
      const answer = await ask()
      expect(answer.status).toBe(400)
      expect((await problemOf(answer)).detail).toMatch(detail)
    }
  })

  it('refuses a cursor of a listing in another order', async () => {
    const { nextCursor } = await (await models('?limit=1&sort=likes')).json()
    const answer = await models(`?limit=1&sort=name&cursor=${nextCursor}`)
    expect(answer.status).toBe(400)
    expect((await problemOf(answer)).detail).toContain('another order')
    const { nextCursor: ofSearch } = await (await models('?limit=1&query=woo')).json()
    expect((await models(`?limit=1&cursor=${ofSearch}`)).status).toBe(400)
    expect((await models(`?limit=1&query=woo&cursor=${ofSearch}`)).status).toBe(200)
  })

  it('answers an unknown address under /api with a problem, whatever the method', async () => {
    const answer = await ask('POST', '/api/nowhere')
    expect(answer.status).toBe(404)
    expect((await problemOf(answer)).detail).toContain('/api/nowhere')
  })
})

describe('the OpenAPI document', () => {
  const document = async () => (await ask('GET', '/api/openapi.json')).json()

  it('describes every address with its errors', async () => {
    const { openapi, paths } = await document()
    expect(openapi).toBe('3.1.0')
    const open = Object.entries<{ get?: { responses: object; security?: object } }>(paths).filter(
      ([, { get }]) => get && !get.security,
    )
    expect(open.map(([path, { get }]) => [path, Object.keys(get?.responses ?? {})])).toEqual([
      ['/api/health', ['200', '503']],
      ['/api/models', ['200', '400']],
      ['/api/models/{uid}', ['200', '404']],
      ['/api/models/{uid}/similar', ['200', '400', '404', '409', '429', '503']],
      ['/api/suggestions', ['200', '400']],
      ['/api/similar', ['200', '400', '404', '429', '503']],
      ['/api/near-duplicates', ['200', '400', '503']],
      ['/api/openapi.json', ['200']],
    ])
    const limit = paths['/api/models/{uid}/similar'].get.parameters.find(
      (parameter: { name: string }) => parameter.name === 'limit',
    )
    expect(limit.schema).toMatchObject({ minimum: 1, maximum: 100, default: 24 })
  })

  it('holds for what the server really answers', async () => {
    const { expectJson } = await readDeclared()
    const live: [string, Response][] = [
      ['/api/health', await health()],
      ['/api/models', await models()],
      ['/api/models', await models('?limit=0')],
      ['/api/suggestions', await suggestions('?query=oak')],
      ['/api/suggestions', await suggestions('?limit=0')],
      ['/api/models/{uid}', await model('oak-chair')],
      ['/api/models/{uid}', await model('nobody')],
      ['/api/models/{uid}/similar', await similar('oak-chair')],
      ['/api/models/{uid}/similar', await similar('oak-chair', '?kind=smell')],
      ['/api/models/{uid}/similar', await similar('oak-chair', '?kind=likes')],
      ['/api/models/{uid}/similar', await similar('oak-chair', '?kind=blend')],
      ['/api/models/{uid}/similar', await similar('nobody')],
      ['/api/near-duplicates', await ask('GET', '/api/near-duplicates')],
      ['/api/near-duplicates', await ask('GET', '/api/near-duplicates?cursor=x')],
    ]
    for (const [path, answer] of live) {
      const schema = await expectJson('GET', path, answer)
      expect(() => schema.parse({})).toThrow()
    }
  })
})
