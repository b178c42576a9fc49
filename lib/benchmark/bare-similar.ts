// A server with nothing to it: similar models as JSON by the product's own statements, and no more. What it does in a
// second is what `npm run bench` holds the site's answers against. It is given a database file, and says its port.
import { createServer } from 'node:http'
import { openConnection } from '@/lib/database/connection'
import { findPublishedRun } from '@/lib/database/index-runs'
import { listedModelFinder, listedModelsReader } from '@/lib/database/listed-models'
import { similarModelsReader } from '@/lib/database/similar-models'
import { PAGE_DEPTH } from '@/lib/facts/depths'

const connection = openConnection(process.argv[2] ?? '')
const findModel = listedModelFinder(connection)
const readSimilar = similarModelsReader(connection)
const readModels = listedModelsReader(connection)
const run = findPublishedRun(connection)

const NOTHING = { modelIds: new Int32Array(), scores: new Float32Array() }

const server = createServer((request, response) => {
  const model = findModel(decodeURIComponent(request.url?.split('/')[3] ?? ''))
  const { modelIds, scores } = run && model ? readSimilar(run.id, 'visual', model.id) : NOTHING
  const models = readModels(Array.from(modelIds.subarray(0, PAGE_DEPTH)))
  const similar = models.map((model, place) => ({ rank: place + 1, score: scores[place], model }))
  response.setHeader('content-type', 'application/json')
  response.end(JSON.stringify({ model, similar }))
}).listen(0, '127.0.0.1', () => {
  const address = server.address()
  if (address !== null && typeof address === 'object') console.log(address.port)
})
