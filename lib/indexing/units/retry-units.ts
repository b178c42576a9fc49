import { z } from 'zod'
import type { FailedModel } from '@/lib/database/database'
import { type Reread, rereadThumbnail, writeReread } from '@/lib/importing/retry-thumbnails'
import type { OpenUnits } from '@/lib/jobs/job'
import { rangesOf, unitSize } from './unit-sizes'

const payloadSchema = z.strictObject({
  models: z.array(
    z.strictObject({
      modelId: z.int(),
      uid: z.string(),
      source: z.string(),
      sourceKey: z.string(),
      thumbnailHash: z.string().nullable(),
      stage: z.enum(['thumbnail', 'embed']),
    }),
  ),
})

const reportSchema = z.strictObject({
  models: z.array(z.strictObject({ uid: z.string(), reason: z.string().nullable() })),
})
export type RetryReport = z.infer<typeof reportSchema>

const sizeOf = (count: number) => unitSize(count, { least: 4, most: 32 })

/** What units of reading images again are to do. */
export function retryPayloads(models: readonly FailedModel[]): string[] {
  return rangesOf(models.length, sizeOf(models.length)).map(({ start, end }) =>
    JSON.stringify({ models: models.slice(start, end) } satisfies z.infer<typeof payloadSchema>),
  )
}

/** @throws Error when it is no report of such a unit */
export function readRetryReport(report: string): RetryReport {
  return reportSchema.parse(JSON.parse(report))
}

/** Reads the images of the models of a unit again, and writes what came of it at its end. */
export const openRetryUnits: OpenUnits = async ({ storage, runId }) => ({
  async perform({ payload }, within) {
    const rereads: Reread[] = []
    for (const model of payloadSchema.parse(JSON.parse(payload)).models)
      rereads.push(await rereadThumbnail(storage, model))
    for (const reread of rereads) await writeReread(within, storage, reread, runId)
    const models = rereads.map(({ model, reason }) => ({ uid: model.uid, reason }))
    return { report: JSON.stringify({ models } satisfies RetryReport), data: null }
  },
  async dispose() {},
})
