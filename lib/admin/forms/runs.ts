import 'server-only'
import { z } from 'zod'
import { ProblemError } from '@/lib/http/problem'
import { beginCrawl } from '../runs/start-crawl'
import { crawls } from '../runs/crawls'
import { indexRuns } from '../runs/index-runs'
import { RUN_ACTIONS } from '../runs/run-actions'
import { startIndexRun } from '../runs/start-index-run'
import { steerRun } from '../runs/steer-run'
import { parseRunId } from '../parameters'
import { startSchema } from '../schemas'
import { readCrawlForm } from './crawl-form'
import { dashboardPage, type FormOutcome } from './form-answer'

/**
 * Starts a run: `mode` and `recipe`; or one that tries failed models again, `retry` being `all` of them or `one`, whose
 * `uid` it is.
 *
 * @throws ProblemError as `startIndexRun`.
 */
export async function startRunByForm(form: URLSearchParams, request: Request): Promise<FormOutcome> {
  const retries = { all: 'all', one: [form.get('uid') ?? ''] }
  const kind = z.enum(['all', 'one']).safeParse(form.get('retry')).data
  const asked = startSchema.safeParse({
    mode: form.get('mode') ?? 'missing',
    recipe: form.get('recipe') ?? undefined,
    retry: kind && retries[kind],
  })
  if (!asked.success) throw new ProblemError(400, 'This form does not say what to embed, or by which recipe.')
  const { id } = await startIndexRun(request, asked.data)
  return { location: kind ? `/admin/runs/${id}` : '/admin' }
}

/** Starts a crawl. @throws FormError for what was filled in wrongly; ProblemError as `beginCrawl`. */
export async function startCrawlByForm(form: URLSearchParams, request: Request): Promise<FormOutcome> {
  const { id } = await beginCrawl(request, readCrawlForm(form))
  return { location: `/admin/crawls/${id}` }
}

const steered = z.object({
  kind: z.enum(['index-run', 'crawl']),
  id: z.string().transform(parseRunId),
  action: z.enum(RUN_ACTIONS),
})

/** Does something with a run: `kind`, `id` and `action`. @throws ProblemError as `steerRun`. */
export async function steerRunByForm(form: URLSearchParams, request: Request): Promise<FormOutcome> {
  const asked = steered.safeParse(Object.fromEntries(form))
  if (!asked.success) throw new ProblemError(400, 'This form does not say what to do with which run.')
  const { kind, id, action } = asked.data
  await (kind === 'crawl' ? steerRun(request, crawls, id, action) : steerRun(request, indexRuns, id, action))
  const list = kind === 'crawl' ? '/admin/crawls' : '/admin/runs'
  const { pathname, search } = dashboardPage(form.get('back'))
  return { location: action === 'delete' ? list : `${pathname}${search}` }
}
