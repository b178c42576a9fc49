import 'server-only'
import { z } from 'zod'
import { crawlOptionsSchema } from '@/lib/crawling/crawl-options'
import { assertValid, parseBody } from '../access/admin-answer'
import { audit } from '../audit'
import { crawls } from './crawls'
import { startRun } from './start-run'

/**
 * Starts a crawl of Sketchfab with the options in a request's body.
 *
 * @throws ProblemError 400 for options that are wrong or do not go together; what `startRun` throws.
 */
export async function startCrawl(request: Request): Promise<{ id: number }> {
  const options = await parseBody(request, z.record(z.string(), z.unknown()))
  assertValid(crawlOptionsSchema, options)
  return beginCrawl(request, options)
}

/** Starts a crawl of Sketchfab with options that are valid as they are written. @throws what `startRun` throws. */
export async function beginCrawl(
  request: Request,
  options: Record<string, unknown>,
): Promise<{ id: number }> {
  const id = await startRun(crawls, { options })
  audit(request, 'start crawl', { runId: id, detail: JSON.stringify(options) })
  return { id }
}
