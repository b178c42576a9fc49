import { folderStorage } from '@/lib/storage/files'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, inject, vi } from 'vitest'
import { type ModelRecord, openDatabase } from '@/lib/database/database'
import { encodeCalibration } from '@/lib/database/run-calibration'
import type { Calibration } from '@/lib/facts/closeness'
import type { Kind } from '@/lib/facts/kinds'
import { vectorBlockOf } from '@/lib/similarity/vector-index'
import { storeThumbnail } from '@/lib/thumbnails/store'
import { drawing } from '../setup/images'
import { runResult, runSettings } from '../setup/made-up-run'
import { modelRecord } from '../setup/model-record'
import { openRaw, type RawDatabase } from '../setup/raw-database'
import { temporaryPlaceOfFile } from '../setup/temporary'

/** Over PostgreSQL a process takes a revision that it has read for the current one for nearly half a second. */
const seen = () => (inject('postgresql') ? delay(450) : undefined)

/** Vectors that are kept with a run, by the names of the models, and the id of its recipe as it is known today. */
type Kept = { recipeId: string; vectors: Record<string, readonly number[]> }

type Gallery = {
  dataDir: string
  connection: RawDatabase
  /** Adds models, or changes those whose name is there already. All have a thumbnail unless they say null. */
  add: (...models: (Partial<ModelRecord> & { name: string })[]) => Promise<void>
  /** Changes the catalogue by SQL. */
  change: (sql: string) => Promise<void>
  /** Publishes a run: for each name the names of its neighbours, best first. Resolves to the run's id. */
  publish: (
    similar: Record<string, string[]>,
    recipe?: string,
    calibration?: Calibration,
    kept?: Kept,
  ) => Promise<number>
  /** Gives a run lists of another kind besides, as `publish` does those of look-alikes. */
  addLists: (
    runId: number,
    kind: 'likes' | 'tags',
    lists: Record<string, string[]>,
    liked?: Liked,
  ) => Promise<void>
}

/** Of each list of the kind likes: how many like both, neighbour by neighbour, and how many likes of the model there are. */
type Liked = { evidence: number[]; support: number }

/**
 * A site over an empty database, for all tests of a file: what is imported from lib/serving and app reads
 * it. `gallery` writes to it the way the importer and the job do, over connections of its own.
 */
export async function servedGallery(): Promise<Gallery> {
  const place = await temporaryPlaceOfFile()
  const { databaseUrl, dataDir, environment } = place
  const set = () => Object.entries(environment).forEach(([name, value]) => vi.stubEnv(name, value))
  set()
  const database = await openDatabase(place)
  const connection = await openRaw(databaseUrl)

  beforeAll(set)
  afterAll(async () => {
    await connection.close()
    await database.close()
  })

  const idOf = async (name: string) =>
    (await connection.value<number>('SELECT id FROM Model WHERE name = ?', name)) ?? 0

  const writeLists = async (runId: number, kind: Kind, lists: Record<string, string[]>, liked?: Liked) => {
    for (const [name, neighbours] of Object.entries(lists)) {
      const ids: number[] = []
      for (const neighbour of neighbours) ids.push(await idOf(neighbour))
      await database.neighbours.writeNeighbours(runId, kind, {
        modelIds: [await idOf(name)],
        neighbourIds: Int32Array.from(ids),
        scores: Float32Array.from(neighbours, (_, place) => 0.9 - place / 10),
        width: neighbours.length,
        evidence: liked && Int32Array.from(neighbours, (_, place) => liked.evidence[place] ?? 0),
        support: liked && [liked.support],
      })
    }
  }
  const change = async (sql: string) => {
    await connection.run(sql)
    await connection.run('UPDATE CatalogueRevision SET revision = revision + 1')
    await seen()
  }

  return {
    dataDir,
    connection,
    async add(...models) {
      const stored = await storeThumbnail(folderStorage(dataDir), await drawing('circle', 'teal'))
      const records = models.map((model) =>
        modelRecord(model.name, {
          uidCandidates: [model.name.replaceAll(' ', '-')],
          thumbnail: stored,
          ...model,
        }),
      )
      await database.catalogue.upsertModels('folder', records)
      await seen()
    },
    change,
    async publish(
      similar,
      recipe = 'a-recipe',
      calibration,
      { recipeId, vectors } = { recipeId: recipe, vectors: {} },
    ) {
      const modelCount = Object.keys(similar).length
      const settings = runSettings({ recipe, recipeId, neighbours: 24, modelCount })
      const runId = await database.indexRuns.beginIndexRun(settings)
      for (const [name, vector] of Object.entries(vectors)) {
        const block = vectorBlockOf(Int32Array.of(await idOf(name)), Float32Array.from(vector))
        await database.vectors.writeVectorBlock(runId, block)
      }
      await writeLists(runId, 'visual', similar)
      const projectionId = `projection-of-${runId}`
      const projection = { id: projectionId, recipeId: recipe, matrix: new Uint8Array([0]) }
      await database.embeddings.writeProjection(projection, runId)
      const counts = { modelCount, embeddedCount: modelCount }
      const result = runResult({
        ...counts,
        inputDigest: `digest-of-${runId}`,
        // What is kept here was not projected.
        projectionId: Object.keys(vectors).length > 0 ? null : projectionId,
        calibration: calibration ? encodeCalibration(calibration) : null,
      })
      await database.indexRuns.publishRun(runId, result)
      await seen()
      return runId
    },
    async addLists(runId, kind, lists, liked) {
      await writeLists(runId, kind, lists, liked)
      await change('UPDATE IndexRun SET recipe = recipe')
    },
  }
}
