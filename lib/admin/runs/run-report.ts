import 'server-only'
import { decodeFigures, shownModels } from '@/lib/evaluation/report/figures'
import { reportPage } from '@/lib/evaluation/report/page'
import { readType } from '@/lib/evaluation/report/type'
import { ProblemError } from '@/lib/http/problem'
import { database } from '@/lib/serving/database'
import { readModelViews } from '@/lib/serving/model-views'
import { utcMinute } from '@/lib/text/utc-date'
import { indexRuns } from './index-runs'
import { requireRun } from './run-kind'

/** Whether a run has been measured by labels. */
export function hasReport(runId: number): Promise<boolean> {
  return database().reports.hasReport(runId)
}

/**
 * The quality report of a run as a page: the figures that its review has kept, with the pictures that the models of its contact
 * sheets have today, at most some two hundred.
 *
 * @throws ProblemError 404 for a run that is not there, or has no report
 */
export async function answerReport(runId: number): Promise<Response> {
  const run = await requireRun(indexRuns, runId)
  const figures = decodeFigures(await database().reports.findReport(runId))
  if (!figures) {
    throw new ProblemError(
      404,
      `Run ${runId} has no quality report: it was not finished, was made by an earlier version, or no models had labels then.`,
    )
  }
  const models = await readModelViews(shownModels(figures))
  const page = reportPage({
    title: `How good the look-alikes of run ${runId} are`,
    figures,
    facts: [
      { name: 'Models', value: run.modelCount.toLocaleString('en') },
      { name: 'Recipe', value: run.recipe },
      { name: 'Alike by', value: `the label “${figures.label}”` },
      { name: 'Measured by', value: 'the similarity table of the run' },
      ...(run.finishedAt === null ? [] : [{ name: 'Finished', value: utcMinute(new Date(run.finishedAt)) }]),
    ],
    fonts: await readType(),
    back: { address: `${indexRuns.page}/${runId}`, name: `Back to run ${runId}` },
    pictureOf(id) {
      const model = models.get(id)
      if (!model) return null
      const { name, thumbnailUrl, thumbnailTint: tint, ageRestricted } = model
      return { name, source: `${thumbnailUrl}?size=small`, tint, ageRestricted }
    },
  })
  return new Response(streamOf(page), {
    headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' },
  })
}

/** Pieces of text as they are asked for. */
function streamOf(pieces: Generator<string, void>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  return new ReadableStream({
    pull(controller) {
      const { value, done } = pieces.next()
      if (done) controller.close()
      else controller.enqueue(encoder.encode(value))
    },
    cancel: () => void pieces.return(),
  })
}
