import { expect, it } from 'vitest'
import { lookUpPace } from '@/lib/serving/online/look-up-pace'
import { modelLookUp } from '@/lib/serving/online/sketchfab-model'
import { apiModel, uidOf } from '../../setup/sketchfab-models'
import { body, type SketchfabServer, sketchfabServer, status } from '../../setup/sketchfab-server'

/** Keeps no more than how many bytes a thumbnail has. */
function lookUpAt(server: SketchfabServer, changes: { maxSeconds?: number } = {}) {
  const pace = lookUpPace({ perMinute: 1_000 })
  return modelLookUp({ apiUrl: server.apiUrl, pace, keep: async ({ length }) => length, ...changes })
}

it('asks for a model and its thumbnail, and for some minutes not again', async () => {
  const server = await sketchfabServer(3)
  const lookUp = lookUpAt(server)
  const [first, second] = await Promise.all([lookUp(uidOf(1)), lookUp(uidOf(1))])
  expect(first).toMatchObject({
    model: {
      uid: uidOf(1),
      name: 'Model no. 1',
      author: 'User 1',
      url: expect.stringContaining('sketchfab.com'),
    },
    kept: expect.any(Number),
    hidden: null,
  })
  expect(second).toBe(first)
  expect(await lookUp(uidOf(1))).toBe(first)
  expect(server.requests).toEqual([`/v3/models/${uidOf(1)}`, expect.stringContaining('/thumbnails/')])
})

it('leaves the thumbnail alone where it is restricted, or its author asks that no machine learns from it', async () => {
  const server = await sketchfabServer(10)
  const lookUp = lookUpAt(server)
  server.models[1] = apiModel(server.origin, 1, { isAgeRestricted: true })
  server.models[2] = apiModel(server.origin, 2, { tags: [{ slug: 'NoAI' }] })
  expect(await lookUp(uidOf(1))).toMatchObject({ kept: null, hidden: 'age-restricted' })
  expect(await lookUp(uidOf(2))).toMatchObject({ kept: null, hidden: 'noai' })
  // The tenth has no thumbnail.
  expect(await lookUp(uidOf(9))).toMatchObject({ kept: null, hidden: null })
  expect(server.requests.filter((path) => path.startsWith('/thumbnails'))).toEqual([])
})

it('says what is no uid, and what Sketchfab does not have', async () => {
  const server = await sketchfabServer(1)
  const lookUp = lookUpAt(server)
  await expect(lookUp('../users')).rejects.toMatchObject({
    status: 404,
    message: '“../users” is no uid of Sketchfab.',
  })
  expect(server.requests).toEqual([])
  await expect(lookUp(uidOf(7))).rejects.toMatchObject({
    status: 404,
    message: `Sketchfab has no model “${uidOf(7)}”, or shows it to nobody.`,
  })
  server.models.push(apiModel(server.origin, 7))
  expect(await lookUp(uidOf(7))).toMatchObject({ model: { uid: uidOf(7) } })
})

it('leaves Sketchfab alone for a minute when it is in trouble', async () => {
  const server = await sketchfabServer(2)
  server.interfere = (_, response) => status(response, 503)
  const lookUp = lookUpAt(server)
  const now = { status: 503, headers: { 'retry-after': '60' } }
  await expect(lookUp(uidOf(0))).rejects.toMatchObject(now)
  await expect(lookUp(uidOf(1))).rejects.toMatchObject(now)
  expect(server.requests).toHaveLength(1)
})

it('waits for Sketchfab no longer than it may', async () => {
  const server = await sketchfabServer(1)
  server.interfere = () => true
  await expect(lookUpAt(server, { maxSeconds: 0.2 })(uidOf(0))).rejects.toMatchObject({
    status: 504,
    message: 'Sketchfab did not answer within 0.2 s. Try again in a minute.',
  })
})

it('believes no answer that is none, and fetches no thumbnail from elsewhere', async () => {
  const server = await sketchfabServer(3)
  server.models[1] = apiModel(server.origin, 1, {
    thumbnails: { images: [{ url: 'http://169.254.169.254/x.png', width: 512, height: 288 }] },
  })
  const lookUp = lookUpAt(server)
  await expect(lookUp(uidOf(1))).rejects.toMatchObject({ status: 502 })
  server.interfere = (_, response) => body(response, '<html>')
  await expect(lookUp(uidOf(2))).rejects.toMatchObject({ status: 502 })
})
