import { z } from 'zod'
import type { Within } from '@/lib/database/database'
import { projectEmbeddings, type Projection } from '@/lib/embedding/projection'
import { decodeProjection } from '@/lib/embedding/projection-format'
import { vectorDimensions } from '@/lib/embedding/vector-format'
import type { OpenUnits } from '@/lib/jobs/job'
import { vectorBlockOf } from '@/lib/similarity/vector-index'
import { KEPT_BLOCK_ROWS } from '../kept-vectors'
import { type ModelList, modelsBetween } from '../model-list'
import { decodeVectors } from '../stored-vectors'
import { lossSchema, unlessLost } from './lost-units'
import { settingsOfRun } from './run-settings'
import { rangesOf } from './unit-sizes'
import { packRows } from './unit-vectors'

/** Models a unit. What is kept of them is one block. */
export const PROJECTED_ROWS = KEPT_BLOCK_ROWS

const payloadSchema = z.strictObject({
  /** Null where the recipe has none. */
  projectionId: z.string().nullable(),
  /** Ids and hashes of the thumbnails. */
  models: z.array(z.tuple([z.int(), z.string()])).min(1),
})

export const projectReportSchema = lossSchema.extend({
  modelIds: z.array(z.int()),
  /** Numbers a vector. */
  dimensions: z.int(),
})
export type ProjectReport = z.infer<typeof projectReportSchema>

/** What units of projecting models are to do. */
export function projectPayloads(models: ModelList, projectionId: string | null): string[] {
  return rangesOf(models.length, PROJECTED_ROWS).map(({ start, end }) => {
    const pairs = Array.from(modelsBetween(models, start, end), ({ modelId, thumbnailHash }) => [
      modelId,
      thumbnailHash,
    ])
    return JSON.stringify({ projectionId, models: pairs })
  })
}

/** @throws Error when it is no report of such a unit */
export function readProjectReport(report: string): ProjectReport {
  return projectReportSchema.parse(JSON.parse(report))
}

/**
 * Projects the vectors of the models of a unit, keeps them in half precision, and leaves them in full for the units to come. Of a
 * recipe without a projection the hashes of the thumbnails are left, whose vectors are compared as they are; and these are kept if words are compared with them.
 */
export const openProjectUnits: OpenUnits = async (place) => {
  const { database, runId } = place
  const { recipe } = await settingsOfRun(place)
  let known: { id: string; projection: Projection } | undefined

  async function projectionOf(id: string): Promise<Projection> {
    if (known?.id === id) return known.projection
    const matrix = await database.embeddings.readProjection(id)
    if (!matrix) throw new Error(`There is no projection ${id}, which run ${runId} has fitted.`)
    known = { id, projection: decodeProjection(matrix) }
    return known.projection
  }

  async function keep(modelIds: number[], rows: Float32Array, vectors: Within['vectors']): Promise<void> {
    await vectors.writeVectorBlock(runId, vectorBlockOf(Int32Array.from(modelIds), rows))
  }

  async function project(payload: string, { embeddings, vectors }: Within) {
    const { projectionId, models } = payloadSchema.parse(JSON.parse(payload))
    const modelIds = models.map(([id]) => id)
    const hashes = models.map(([, hash]) => hash)
    const stored = await embeddings.readEmbeddings(recipe.id, hashes)
    const [first = Buffer.alloc(0)] = stored
    const width = vectorDimensions(first)
    if (projectionId === null) {
      if (recipe.words) await keep(modelIds, decodeVectors(stored, width), vectors)
      return { modelIds, dimensions: width, data: Buffer.from(hashes.join(''), 'hex') }
    }
    const rows = decodeVectors(stored, width)
    const source = { count: models.length, dimensions: width, rows: () => rows }
    const projection = await projectionOf(projectionId)
    const projected = await projectEmbeddings(source, projection)
    await keep(modelIds, projected, vectors)
    return { modelIds, dimensions: projection.outputDimensions, data: packRows(projected) }
  }

  return {
    perform: ({ payload }, within) =>
      unlessLost<ProjectReport>({ modelIds: [], dimensions: 0, isLost: true }, async () => {
        const { data, ...counted } = await project(payload, within)
        return { report: { ...counted, isLost: false }, data }
      }),
    async dispose() {},
  }
}
