import 'server-only'
import { z } from 'zod'
import { ProblemError } from '@/lib/http/problem'
import { beginCrawl } from '../runs/start-crawl'
import { RUN_ACTIONS } from '../runs/run-actions'
import { runKinds } from '../runs/run-kinds'
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
  job: z.string(),
  id: z.string().transform(parseRunId),
  action: z.enum(RUN_ACTIONS),
})

/** Does something with a run: `job`, `id` and `action`. @throws ProblemError as `steerRun`. */
export async function steerRunByForm(form: URLSearchParams, request: Request): Promise<FormOutcome> {
  const asked = steered.safeParse(Object.fromEntries(form))
  const kind = runKinds.find(({ job }) => job.name === asked.data?.job)
  if (!asked.success || !kind)
    throw new ProblemError(400, 'This form does not say what to do with which run.')
  const { id, action } = asked.data
  await steerRun(request, kind, id, action)
  const { pathname, search } = dashboardPage(form.get('back'))
  return { location: action === 'delete' ? kind.page : `${pathname}${search}` }
}
