import { z } from 'zod'
import { openEncoder } from '@/lib/embedding/encoder'
import type { OpenUnits } from '@/lib/jobs/job'
import { type EncodedBatch, encodedBatches, writeBatch } from '../embed-thumbnails'
import { encodersFolder } from '../recipe'
import { engineOfRun, settingsOfRun } from './run-settings'
import { rangesOf, unitSize } from './unit-sizes'

const payloadSchema = z.strictObject({
  /** Hashes. */
  thumbnails: z.array(z.string()),
})

const reportSchema = z.strictObject({
  /** How many thumbnails have a vector by this run now. */
  embedded: z.int(),
  /** How long those took that had none before. */
  milliseconds: z.number(),
  made: z.int(),
  failures: z.array(z.strictObject({ hash: z.string(), reason: z.string() })),
  /** Hashes of those that failed and are nobody's picture any more. */
  ofNobody: z.array(z.string()),
})
export type EmbedReport = z.infer<typeof reportSchema>

/** What units of embedding thumbnails are to do: `hashOf` gives the hash of each of `count`. */
export function embedPayloads(count: number, hashOf: (place: number) => string): string[] {
  const size = unitSize(count, { least: 16, most: 256 })
  return rangesOf(count, size).map(({ start, end }) => {
    const thumbnails = Array.from({ length: end - start }, (_, place) => hashOf(start + place))
    return JSON.stringify({ thumbnails } satisfies z.infer<typeof payloadSchema>)
  })
}

/** @throws Error when it is no report of such a unit */
export function readEmbedReport(report: string): EmbedReport {
  return reportSchema.parse(JSON.parse(report))
}

/** Embeds the thumbnails of a unit, but for those that the run has embedded already, and writes them at its end. */
export const openEmbedUnits: OpenUnits = async (place) => {
  const { dataDir, storage, threads, runId } = place
  const { settings, recipe } = await settingsOfRun(place)
  const engine = await engineOfRun(runId, settings, recipe)
  const encoder = await openEncoder(recipe, engine, { cacheDir: encodersFolder(dataDir), threads })
  return {
    async perform({ payload }, within) {
      const asked = payloadSchema.parse(JSON.parse(payload))
      const before = new Set(await within.embeddings.embeddedByRun(runId, recipe.id, asked.thumbnails))
      const thumbnails = asked.thumbnails.filter((hash) => !before.has(hash))
      const startedAt = performance.now()
      const whole: EncodedBatch = { rows: [], failures: [] }
      for await (const batch of encodedBatches({ storage, recipe, encoder, thumbnails })) {
        whole.rows.push(...batch.rows)
        whole.failures.push(...batch.failures)
      }
      const failures = await writeBatch(within, recipe, whole, runId)
      const recorded = new Set(failures.map(({ hash }) => hash))
      const report: EmbedReport = {
        embedded: before.size + whole.rows.length,
        milliseconds: performance.now() - startedAt,
        made: whole.rows.length,
        failures,
        ofNobody: whole.failures.flatMap(({ hash }) => (recorded.has(hash) ? [] : [hash])),
      }
      return { report: JSON.stringify(report), data: null, images: report.made }
    },
    dispose: () => encoder.dispose(),
  }
}
