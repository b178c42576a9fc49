import { expect, it } from 'vitest'
import { checkLinks, type LinkCheck } from '@/lib/crawling/check-links'
import { sketchfabApi } from '@/lib/crawling/sketchfab-api'
import { modelRecord } from '../setup/model-record'
import { uidOf } from '../setup/sketchfab-models'
import { type SketchfabServer, sketchfabServer, status } from '../setup/sketchfab-server'
import { temporaryDatabase } from '../setup/temporary'
import { PATIENCE } from './crawl-fixtures'

/** A catalogue of models of a folder with these links, and one that a crawl looks after. */
async function catalogueOf(urls: (string | null)[]) {
  const place = await temporaryDatabase()
  const records = urls.map((url, index) => modelRecord(`model-${index}`, { url }))
  await place.database.catalogue.upsertModels('folder', records)
  await place.database.catalogue.writePsvModels([
    { uid: uidOf(9), name: 'y', url: 'https://sketchfab.com/y' },
  ])
  return place
}

const check = (
  { database }: Awaited<ReturnType<typeof catalogueOf>>,
  server: SketchfabServer,
  maxRequests = 100,
): Promise<LinkCheck> => {
  const api = sketchfabApi({ apiUrl: server.apiUrl, ...PATIENCE }, { rate: 10_000, maxRequests })
  return checkLinks(
    database,
    api,
    1,
    async () => {},
    () => {},
  )
}

it('asks about the models that others link to on Sketchfab, and nothing anywhere else', async () => {
  const server = await sketchfabServer(2)
  server.interfere = ({ url }, response) => url?.endsWith(uidOf(5)) === true && status(response, 500)
  const page = (index: number) => `https://sketchfab.com/3d-models/x-${uidOf(index)}`
  const place = await catalogueOf([page(0), page(7), page(5), 'https://example.org/', null])
  const { alive, dead, unknown, unasked, elsewhere } = await check(place, server)
  expect({ alive, unasked, elsewhere }).toEqual({ alive: 1, unasked: 0, elsewhere: 1 })
  expect(dead).toEqual([{ modelId: 2, uid: 'model-1', url: page(7) }])
  expect(unknown).toMatchObject([{ link: { uid: 'model-2' }, reason: expect.stringContaining('500') }])

  await place.database.catalogue.clearLinks(dead.map(({ modelId }) => modelId))
  expect(await place.connection.values('SELECT url FROM Model WHERE id < 4 ORDER BY id')).toEqual([
    page(0),
    null,
    page(5),
  ])
})

it('says how many it did not come to', async () => {
  const server = await sketchfabServer(3)
  const place = await catalogueOf([0, 1, 2].map((index) => `https://sketchfab.com/models/${uidOf(index)}`))
  expect(await check(place, server, 2)).toMatchObject({ alive: 2, unasked: 1 })
})
