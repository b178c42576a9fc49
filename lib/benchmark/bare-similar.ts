// A server with nothing to it: similar models as JSON by the product's own statements, and no more. What it does in a
// second is what `npm run bench` holds the site's answers against. It is given a database file, and says its port.
import { createServer } from 'node:http'
import path from 'node:path'
import { openDatabase } from '@/lib/database/database'
import { PAGE_DEPTH } from '@/lib/facts/depths'
import { DEFAULT_KIND } from '@/lib/facts/kinds'

const databaseFile = process.argv[2] ?? ''
const { catalogue, neighbours, indexRuns } = await openDatabase({
  databaseUrl: `file:${databaseFile}`,
  dataDir: path.dirname(databaseFile),
})
const run = await indexRuns.findPublishedRun()

const server = createServer(async (request, response) => {
  const model = await catalogue.findListedModel(decodeURIComponent(request.url?.split('/')[3] ?? ''))
  if (!run || !model) return response.writeHead(404).end()
  const { modelIds, scores } = await neighbours.findSimilarModels(run.id, DEFAULT_KIND, model.id)
  const models = await catalogue.readListedModels([...modelIds.subarray(0, PAGE_DEPTH)])
  const similar = models.map((one, place) => ({ rank: place + 1, score: scores[place], model: one }))
  response.setHeader('content-type', 'application/json')
  response.end(JSON.stringify({ model, similar }))
}).listen(0, '127.0.0.1', () => {
  const address = server.address()
  if (address !== null && typeof address === 'object') console.log(address.port)
})
