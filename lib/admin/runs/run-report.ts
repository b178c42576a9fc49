import 'server-only'
import type { RunLikesFigures } from '@/lib/evaluation/likes/run-figures'
import { decodeFigures, type ReportFigures, shownModels } from '@/lib/evaluation/report/figures'
import type { Fact } from '@/lib/evaluation/report/frame'
import { likesReportPage } from '@/lib/evaluation/report/likes-page'
import { type ReportPage, reportPage } from '@/lib/evaluation/report/page'
import { readType } from '@/lib/evaluation/report/type'
import { ProblemError } from '@/lib/http/problem'
import { textStream } from '@/lib/http/text-stream'
import { database } from '@/lib/serving/database'
import { readModelViews } from '@/lib/serving/model-views'
import { utcMinute } from '@/lib/text/utc-date'
import { indexRuns } from './index-runs'
import { readLikesFigures } from './likes-figures'
import { requireRun } from './run-kind'

/** Whether a run has been measured by labels. */
export function hasReport(runId: number): Promise<boolean> {
  return database().reports.hasReport(runId)
}

/**
 * The quality report of a run as a page: the figures that its review has kept, with the pictures that the models of its contact
 * sheets have today, at most some two hundred; and what was measured of likes.
 *
 * @throws ProblemError 404 for a run that is not there, or has no report
 */
export async function answerReport(runId: number): Promise<Response> {
  const run = await requireRun(indexRuns, runId)
  const figures = decodeFigures(await database().reports.findReport(runId))
  const likes = await readLikesFigures(runId)
  const facts = [
    { name: 'Models', value: run.modelCount.toLocaleString('en') },
    { name: 'Recipe', value: run.recipe },
    ...(figures ? labelFacts(figures) : []),
    ...(likes ? likesFacts(likes) : []),
    ...(run.finishedAt === null ? [] : [{ name: 'Finished', value: utcMinute(new Date(run.finishedAt)) }]),
  ]
  const back = { address: `${indexRuns.page}/${runId}`, name: `Back to run ${runId}` }
  const frame = { facts, fonts: await readType(), back }
  const page =
    (figures && (await pageOfLookAlikes(runId, figures, likes, frame))) ??
    (likes &&
      likesReportPage({
        ...frame,
        title: `What the likes of run ${runId} are worth`,
        measured: likes,
        visual: null,
      }))
  if (!page)
    throw new ProblemError(
      404,
      `Run ${runId} has no quality report: it was not finished, was made by an earlier version, or models had neither labels nor enough likes then.`,
    )
  return new Response(textStream(page), {
    headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' },
  })
}

async function pageOfLookAlikes(
  runId: number,
  figures: ReportFigures,
  likes: RunLikesFigures | null,
  frame: Pick<ReportPage, 'facts' | 'fonts' | 'back'>,
): Promise<Generator<string, void>> {
  const models = await readModelViews(shownModels(figures))
  return reportPage({
    ...frame,
    title: `How good the look-alikes of run ${runId} are`,
    figures,
    ways: likes?.ways,
    pictureOf(id) {
      const model = models.get(id)
      if (!model) return null
      const { name, thumbnailUrl, thumbnailTint: tint, ageRestricted } = model
      return { name, source: `${thumbnailUrl}?size=small`, tint, ageRestricted }
    },
  })
}

function labelFacts({ label }: ReportFigures): Fact[] {
  return [
    { name: 'Alike by', value: `the label “${label}”` },
    { name: 'Measured by', value: 'the similarity table of the run' },
  ]
}

function likesFacts({ facts }: RunLikesFigures): Fact[] {
  return [
    {
      name: 'Likes measured by',
      value: `${facts.test.toLocaleString('en')} of ${facts.testUsers.toLocaleString('en')} users`,
    },
  ]
}
