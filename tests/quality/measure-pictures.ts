import sharp, { type Sharp } from 'sharp'
import { z } from 'zod'
import { openDatabase } from '@/lib/database/database'
import { env } from '@/lib/facts/env'
import { readVectorBlocks } from '@/lib/indexing/kept-vectors'
import { open as openPictures } from '@/lib/indexing/picture-work'
import { seededRandom } from '@/lib/numerics/seeded-random'
import { holdVectors } from '@/lib/similarity/held-vectors'
import { PLAIN_SHARE, queryExpansionOf } from '@/lib/similarity/query-expansion'
import { openStorage } from '@/lib/storage/storage'
import { readOriginal } from '@/lib/thumbnails/store'

// How often a picture of a model, changed as people change pictures, finds that model first: of the catalogue in DATA_DIR under its
// published run, by the very code that answers POST /api/similar. npx tsx tests/quality/measure-pictures.ts [TRIES]

const WHITE = '#ffffff'
const CLEAR = '#00000000'

/** What is done to a thumbnail before it is looked for. `white` puts what is cut out before white, as a JPEG has it. */
const changes: Record<string, (image: Sharp, side: { width: number; height: number }) => Sharp> = {
  'as it is': (image) => image.png(),
  'JPEG of quality 50, on white': (image) => image.flatten({ background: WHITE }).jpeg({ quality: 50 }),
  'WebP of quality 50': (image) => image.webp({ quality: 50 }),
  'half the size': (image, { width }) => image.resize(Math.round(width / 2)).png(),
  'half the size, JPEG of quality 50, on white': (image, { width }) =>
    image
      .flatten({ background: WHITE })
      .resize(Math.round(width / 2))
      .jpeg({ quality: 50 }),
  'half the size, WebP of quality 50': (image, { width }) =>
    image.resize(Math.round(width / 2)).webp({ quality: 50 }),
  mirrored: (image) => image.flop().png(),
  'cropped by 10 %': (image, side) => image.extract(middle(side, 0.9)).png(),
  'cropped by 10 %, on white': (image, side) =>
    image.extract(middle(side, 0.9)).flatten({ background: WHITE }).jpeg({ quality: 85 }),
  'turned by 5 degrees': (image) => image.rotate(5, { background: CLEAR }).png(),
  'turned by 5 degrees, on white': (image) =>
    image.flatten({ background: WHITE }).rotate(5, { background: WHITE }).jpeg({ quality: 85 }),
}

function middle({ width, height }: { width: number; height: number }, share: number) {
  const [w, h] = [Math.round(width * share), Math.round(height * share)]
  return { left: Math.floor((width - w) / 2), top: Math.floor((height - h) / 2), width: w, height: h }
}

const seen = z.object({ vector: z.instanceof(Float32Array) })

const tries = Number(process.argv[2] ?? 1000)
const { dataDir, storage: storageSetting, engine } = env()
const database = await openDatabase(env())
const storage = openStorage(storageSetting)
const run = await database.indexRuns.findPublishedRun()
const dimensions = run && (await database.vectors.findVectorDimensions(run.id))
if (!run || !dimensions) throw new Error('There is no published run with vectors: npm run precompute first.')
const projection =
  run.projectionId === null ? null : await database.embeddings.readProjection(run.projectionId)
const look = await openPictures({
  recipe: run.recipe,
  recipeId: run.recipeId,
  projection,
  dataDir,
  storage: storageSetting,
  engine,
})
const held = await holdVectors(dimensions)
const modelIds: number[] = []
for await (const block of readVectorBlocks(database, run.id)) {
  held.add(block)
  modelIds.push(...block.modelIds)
}
const hashes = new Map<number, string>()
for (let start = 0; start < modelIds.length; start += 500) {
  for (const { id, thumbnail } of await database.catalogue.readListedModels(
    modelIds.slice(start, start + 500),
  ))
    if (thumbnail) hashes.set(id, thumbnail.hash)
}
const random = seededRandom(1)
const drawn = [...hashes].map((model) => ({ model, at: random() })).sort((a, b) => a.at - b.at)
const expansion = run.projectionId === null ? 0 : (queryExpansionOf(run.modelCount)?.neighbours ?? 0)

/** The first thumbnail that is found, by plain cosines, by an expanded question, and as the table compares. */
async function firsts(vector: Float32Array): Promise<(string | undefined)[]> {
  const options = { limit: 40, among: null, without: [] }
  const plain = await held.nearest({ vector }, { ...options, expansion: 0 })
  const expanded = await held.nearest({ vector }, { ...options, expansion })
  const lists = await database.neighbours.findNeighbourIds(run?.id ?? 0, 'visual', [...expanded.modelIds])
  const near = Array.from(expanded.modelIds, (id) => lists.get(id) ?? new Int32Array(0))
  const question = {
    query: expanded.query ?? vector,
    modelIds: expanded.modelIds,
    near,
    plain: { vector, share: PLAIN_SHARE },
    limit: 1,
    expansion,
  }
  const asTable = await held.compareExpanded(question)
  return [plain, expanded, asTable].map(({ modelIds }) => hashes.get(modelIds[0] ?? -1))
}

const found = new Map(Object.keys(changes).map((name) => [name, [0, 0, 0]]))
let tried = 0

function print(): void {
  console.log(`${tried} models of ${hashes.size}; own model first, in percent`)
  console.log(['', 'plain', 'expanded', 'as it is searched'].join('\t'))
  for (const [name, counts] of found)
    console.log([name, ...counts.map((count) => ((100 * count) / tried).toFixed(1))].join('\t'))
}

for (const { model } of drawn.slice(0, tries)) {
  const [, hash] = model
  const original = await readOriginal(storage, hash)
  const { width, height } = await sharp(original).metadata()
  for (const [name, change] of Object.entries(changes)) {
    const bytes = await change(sharp(original), { width, height }).toBuffer()
    const { answer } = await look({ kind: 'sent', bytes: Uint8Array.from(bytes) })
    const { vector } = seen.parse(answer)
    const counts = found.get(name)
    ;(await firsts(vector)).forEach((first, way) => {
      if (counts && first === hash) counts[way] = (counts[way] ?? 0) + 1
    })
  }
  tried++
  if (tried % 100 === 0) print()
}
if (tried % 100 > 0) print()
await held.dispose()
await database.close()
process.exit(0)
