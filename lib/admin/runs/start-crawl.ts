import 'server-only'
import { z } from 'zod'
import { crawlOptionsSchema } from '@/lib/crawling/crawl-options'
import { database } from '@/lib/serving/database'
import { audit } from '../audit'
import { crawls } from './crawls'
import { startRun } from './start-run'

/** The options of a crawl as they are written, which the job reads anew; valid, and going together. */
export const writtenCrawlOptions = z
  .looseObject({})
  .check(({ value, issues }) => {
    const { error } = crawlOptionsSchema.safeParse(value)
    for (const { path, message } of error?.issues ?? []) {
      issues.push({ code: 'custom', path, message, input: value })
    }
  })
  .meta(z.toJSONSchema(crawlOptionsSchema, { io: 'input' }))

/** Starts a crawl of Sketchfab with options that are valid as they are written. @throws what `startRun` throws. */
export async function beginCrawl(
  request: Request,
  options: Record<string, unknown>,
): Promise<{ id: number }> {
  const id = await startRun(crawls, {
    options,
    addWaiting: () => database().crawls.addWaitingCrawl(JSON.stringify(options)),
  })
  audit(request, 'start crawl', { runId: id, detail: JSON.stringify(options) })
  return { id }
}
