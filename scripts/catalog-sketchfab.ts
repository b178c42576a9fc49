import path from 'node:path'
import { Command, interruptSignal, runCommand, UserError } from '@/lib/cli/command'
import { addCrawlFlags, type CrawlFlags, toCrawlOptions } from '@/lib/cli/crawl-flags'
import { crawlReporter, reportCrawl } from '@/lib/cli/crawl-report'
import { crawl } from '@/lib/crawling/crawl'
import { DEFAULT_PATIENCE } from '@/lib/crawling/sketchfab-api'
import { acquireJobLock } from '@/lib/db/job-lock'
import { openDatabase } from '@/lib/db/migrations'
import { env } from '@/lib/env'

const command = new Command('npm run catalog:sketchfab --').description(
  'Fills the catalogue with models of Sketchfab: a listing, single models, or news of those that are there.\n' +
    'Stopped or killed, it goes on where it was when the same command is run again.',
)

addCrawlFlags(command).action(async ({ token, ...flags }: CrawlFlags) => {
  const options = toCrawlOptions(command, flags)
  const { databaseFile, dataDir, sketchfabApiUrl: apiUrl, sketchfabApiToken } = env()
  const connection = openDatabase(databaseFile)
  const lock = acquireJobLock(path.join(dataDir, 'crawl.lock'))
  if (!lock)
    throw new UserError('Another crawl is running over this data directory. Wait until it has ended.')
  const signal = interruptSignal()
  const observer = crawlReporter()
  const startedAt = performance.now()
  try {
    const result = await crawl({
      ...{ connection, dataDir, options, observer, signal },
      settings: { ...DEFAULT_PATIENCE, apiUrl, apiToken: token ?? sketchfabApiToken },
      checkpoint: async () => signal.throwIfAborted(),
    }).finally(observer.stop)
    reportCrawl(result, (performance.now() - startedAt) / 1000)
  } finally {
    lock.release()
  }
})

await runCommand(command)
