import { z } from 'zod'
import { MissingEmbeddingError, type UnitResult } from '@/lib/database/database'
import { reportsOf } from '@/lib/jobs/do-units'
import type { JobContext } from '@/lib/jobs/job'

/** What is reported of a unit that compares vectors, or makes others of them. */
export const lossSchema = z.strictObject({
  /** Whether vectors were missing, so that nothing came of it. */
  isLost: z.boolean(),
})
export type Loss = z.infer<typeof lossSchema>

/** What came of a unit, or, where vectors were missing, the report that says so. @param lost that report */
export async function unlessLost<Report extends Loss>(
  lost: Report,
  perform: () => Promise<{ report: Report; data: UnitResult['data'] }>,
): Promise<UnitResult> {
  try {
    const { report, data } = await perform()
    return { report: JSON.stringify(report), data }
  } catch (error) {
    // They went with models that were taken down: the coordinator finds that out, whoever has met it.
    if (!(error instanceof MissingEmbeddingError)) throw error
    return { report: JSON.stringify(lost), data: null }
  }
}

/**
 * Asks the units of a stage that are done, once all are.
 *
 * @param done what they did with vectors, for a person
 * @throws Error when vectors were missing to one, or its report is none of the stage
 */
export async function assertNoneLost(
  context: Pick<JobContext, 'database' | 'runId'>,
  stage: string,
  done: string,
  reportSchema: z.ZodType<Loss> = lossSchema,
): Promise<void> {
  for await (const report of reportsOf(context, stage)) {
    if (reportSchema.parse(JSON.parse(report)).isLost)
      throw new Error(`Vectors went while they were ${done}.`)
  }
}
