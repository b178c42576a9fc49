import { lookup } from 'node:dns/promises'
import { hostname } from 'node:os'
import { expect, it } from 'vitest'
import type { RawDatabase } from '../setup/raw-database'
import { isPublicAddress } from '@/lib/download/public-hosts'
import { drawing } from '../setup/images'
import { apiModel, thumbnailOf, uidOf } from '../setup/sketchfab-models'
import { body, type Interference, sketchfabServer, status } from '../setup/sketchfab-server'
import { temporaryDatabase } from '../setup/temporary'
import { crawlWith } from './crawl-fixtures'

const uids = (connection: RawDatabase) => connection.values('SELECT uid FROM Model ORDER BY id')

/** An answer that does not end before its reader has had enough. */
const endless: Interference = (_request, response) => {
  const goOn = () => {
    while (response.write(Buffer.alloc(1 << 20))) if (response.destroyed) return
  }
  response.on('drain', goOn).on('error', () => {})
  goOn()
  return true
}

it('takes the good models of a page whatever stands beside them', async () => {
  const place = await temporaryDatabase()
  const server = await sketchfabServer(3)
  server.models[1] = { ...apiModel(server.origin, 1), uid: '../../x' }
  server.models.push(apiModel(server.origin, 4, { likeCount: 'many' }), apiModel(server.origin, 5))
  const { counts, problems } = await crawlWith(place, server.apiUrl)
  expect(await uids(place.connection)).toEqual([0, 2, 5].map(uidOf))
  expect(counts).toMatchObject({ added: 3, refused: 2, thumbnails: 3 })
  expect(problems).toEqual([
    { what: '../../x', reason: expect.stringContaining('is not a uid') },
    { what: uidOf(4), reason: expect.stringContaining('likeCount') },
  ])
})

it.each([
  ['HTML', '<!doctype html>', 'the answer is not JSON'],
  ['deep JSON', `{"results": ${'['.repeat(200_000)}`, 'nested deeper than 32 levels'],
  ['another shape', '{"results": 7}', 'not a page of models'],
  ['half of it', '{"results": [{"uid": ', 'the answer is not JSON'],
])('stops at a page that is %s, and says so', async (_name, content, message) => {
  const server = await sketchfabServer(50)
  server.interfere = ({ url }, response) => url?.includes('cursor') === true && body(response, content)
  const place = await temporaryDatabase()
  await expect(crawlWith(place, server.apiUrl)).rejects.toThrow(message)
  expect(await uids(place.connection)).toHaveLength(24)
})

it('reads only so much of a page without end', async () => {
  const server = await sketchfabServer(1)
  server.interfere = endless
  await expect(crawlWith(await temporaryDatabase(), server.apiUrl)).rejects.toThrow(
    'has more than 8388608 bytes',
  )
  expect(server.requests).toHaveLength(1)
})

it('notices a listing that leads back to a page that it has read, and ends it there', async () => {
  const server = await sketchfabServer(30)
  const place = await temporaryDatabase()
  server.interfere = ({ url }, response) =>
    url?.includes('cursor=24') === true &&
    body(
      response,
      JSON.stringify({ results: [], next: `${server.apiUrl}/models?count=24&sort_by=-likeCount` }),
    )
  const { outcome, counts, problems } = await crawlWith(place, server.apiUrl)
  expect({ outcome, pages: counts.pages }).toEqual({ outcome: 'finished', pages: 2 })
  expect(problems).toEqual([
    { what: expect.stringContaining('cursor=24'), reason: expect.stringContaining('which was read already') },
  ])
})

it('notices a listing without end that has nothing new to say', async () => {
  const server = await sketchfabServer(24)
  let page = 0
  server.interfere = ({ url }, response) =>
    url?.startsWith('/v3/models') === true &&
    body(
      response,
      JSON.stringify({ results: server.models, next: `${server.apiUrl}/models?cursor=${++page}` }),
    )
  const crawling = crawlWith(await temporaryDatabase(), server.apiUrl, { limit: 1_000_000 })
  await expect(crawling).rejects.toThrow('10th page in a row with nothing new')
  expect(page).toBe(11)
})

it.each([
  'https://example.org/v3/models?cursor=2',
  'http://127.0.0.1:1/v3/models',
  '/other',
  'file:///etc/passwd',
])('does not follow a listing to %s', async (next) => {
  const server = await sketchfabServer(1)
  server.interfere = ({ url }, response) =>
    url?.startsWith('/v3') === true && body(response, JSON.stringify({ results: server.models, next }))
  const { counts, problems } = await crawlWith(await temporaryDatabase(), server.apiUrl)
  expect(counts).toMatchObject({ pages: 1, added: 1 })
  expect(problems).toEqual([
    { what: expect.anything(), reason: expect.stringContaining('which is not the API’s') },
  ])
})

it('keeps a model whose thumbnail cannot be used, says why, and fetches again only what may get better', async () => {
  const server = await sketchfabServer(8)
  const place = await temporaryDatabase()
  const good = await drawing('circle', 'red')
  const answers: Record<string, Interference> = {
    [uidOf(0)]: (_request, response) => body(response, '<html>not an image</html>'),
    [uidOf(1)]: endless,
    [uidOf(2)]: (_request, response) => body(response, '<svg xmlns="http://www.w3.org/2000/svg"></svg>'),
    [uidOf(3)]: (_request, response) => status(response, 302, { Location: 'http://169.254.169.254/' }),
    [uidOf(4)]: (_request, response) => status(response, 404),
    [uidOf(5)]: (_request, response) => body(response, good.subarray(0, good.length / 2)),
  }
  server.interfere = (request, response) =>
    answers[request.url?.split('/')[2] ?? '']?.(request, response) ?? false
  server.models[6] = apiModel(server.origin, 6, {
    thumbnails: { images: [{ url: 'http://127.0.0.1:1/x.png', width: 500, height: 500 }] },
  })

  const { counts } = await crawlWith(place, server.apiUrl)
  expect(counts).toMatchObject({ added: 8, thumbnails: 1, thumbnailFailures: 7 })
  const reasons = (await place.database.failures.listFailures('any')).map(({ reason }) => reason)
  expect(reasons).toEqual(
    [
      'HTML page',
      'more than 16777216 bytes',
      'SVG',
      'not an address that may be asked',
      'the server answered 404',
      'damaged',
      'http://127.0.0.1:1/x.png is not an address',
    ].map((reason) => expect.stringContaining(reason)),
  )

  server.requests.splice(0)
  answers[uidOf(4)] = (_request, response) => body(response, good)
  expect((await crawlWith(place, server.apiUrl)).counts).toMatchObject({
    thumbnails: 1,
    thumbnailFailures: 3,
  })
  const asked = server.requests.filter((request) => request.startsWith('/thumbnails'))
  expect(asked).toEqual([1, 3, 4].map((place) => thumbnailOf('', uidOf(place))))
})

it('gives up when the server does nothing but fail, and goes on another time', async () => {
  const server = await sketchfabServer(100)
  const place = await temporaryDatabase()
  server.interfere = ({ url }, response) => url?.startsWith('/thumbnails') === true && status(response, 503)
  await expect(crawlWith(place, server.apiUrl)).rejects.toThrow(
    '20 requests in a row came to nothing: the server answered 503, in 4 attempts',
  )
  server.interfere = () => false
  expect((await crawlWith(place, server.apiUrl)).counts).toMatchObject({ pages: 0, thumbnails: 90 })
})

// A machine's own name is one that leads to itself without saying so.
const resolved = await lookup(hostname()).catch(() => null)

it.runIf(resolved !== null && !isPublicAddress(resolved.address))(
  'asks no host whose name leads to this machine, though it is configured as the API; and does not try again',
  async () => {
    const server = await sketchfabServer(3)
    const apiUrl = server.apiUrl.replace('127.0.0.1', hostname())
    await expect(crawlWith(await temporaryDatabase(), apiUrl)).rejects.toThrow(
      `${hostname()} is ${resolved?.address}, which is not a public address. What`,
    )
    expect(server.requests).toEqual([])
  },
)
