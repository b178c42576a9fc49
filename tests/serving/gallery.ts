import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, vi } from 'vitest'
import { folderStorage } from '@/lib/storage/files'
import type { ModelRecord } from '@/lib/database/database'
import { openSqlite } from '@/lib/database/sqlite/driver'
import { storeThumbnail } from '@/lib/thumbnails/store'
import { drawing } from '../setup/images'
import { openRaw } from '../setup/raw-database'

type Gallery = {
  dataDir: string
  /** Adds models, or changes those whose name is there already. All have a thumbnail unless they say null. */
  add: (...models: (Partial<ModelRecord> & { name: string })[]) => Promise<void>
  /** Changes the catalogue by SQL. */
  change: (sql: string) => void
  /** Publishes a run: for each name the names of its neighbours, best first. Resolves to the run's id. */
  publish: (similar: Record<string, string[]>, recipe?: string) => Promise<number>
}

/**
 * A site over an empty database, for all tests of a file: what is imported from lib/serving and app reads
 * it. `gallery` writes to it the way the importer and the job do, over connections of its own.
 */
export function servedGallery(): Gallery {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'rec-a-sketch-'))
  const databaseFile = path.join(dataDir, 'rec-a-sketch.db')
  vi.stubEnv('DATA_DIR', dataDir)
  const database = openSqlite({ databaseFile, dataDir })
  const connection = openRaw(databaseFile)

  beforeAll(() => void vi.stubEnv('DATA_DIR', dataDir))
  afterAll(async () => {
    connection.close()
    await database.close()
    rmSync(dataDir, { recursive: true, force: true })
  })

  const idOf = (name: string) =>
    connection.prepare<[string], { id: number }>('SELECT id FROM Model WHERE name = ?').get(name)?.id ?? 0

  return {
    dataDir,
    async add(...models) {
      const stored = await storeThumbnail(folderStorage(dataDir), await drawing('circle', 'teal'))
      const records = models.map((model) => ({
        sourceKey: model.name,
        uidCandidates: [model.name.replaceAll(' ', '-')],
        url: null,
        author: null,
        license: null,
        tags: [],
        categories: [],
        labels: {},
        thumbnail: stored,
        failure: null,
        ...model,
      }))
      await database.catalogue.upsertModels('folder', records)
    },
    change(sql) {
      connection.exec(`${sql}; UPDATE CatalogueRevision SET revision = revision + 1`)
    },
    async publish(similar, recipe = 'a-recipe') {
      const modelCount = Object.keys(similar).length
      const runId = await database.indexRuns.beginIndexRun({
        mode: 'missing',
        recipe,
        recipeId: recipe,
        engine: 'onnxruntime',
        neighbours: 24,
        modelCount,
      })
      for (const [name, neighbours] of Object.entries(similar)) {
        await database.neighbours.writeNeighbours(runId, 'visual', {
          modelIds: [idOf(name)],
          neighbourIds: Int32Array.from(neighbours, idOf),
          scores: Float32Array.from(neighbours, (_, place) => 0.9 - place / 10),
          width: neighbours.length,
        })
      }
      const projectionId = `projection-of-${runId}`
      const projection = { id: projectionId, recipeId: recipe, matrix: new Uint8Array([0]) }
      await database.embeddings.writeProjection(projection, runId)
      await database.indexRuns.publishRun(runId, {
        modelCount,
        embeddedCount: modelCount,
        reusedCount: 0,
        failureCount: 0,
        inputDigest: `digest-of-${runId}`,
        projectionId,
        comparison: null,
      })
      return runId
    },
  }
}
