import { Command, interruptSignal, Option, runCommand, wholeNumber } from '@/lib/cli/command'
import { addCrawlFlags, type CrawlFlags, toCrawlOptions } from '@/lib/cli/crawl-flags'
import { crawlReporter, reportCrawl } from '@/lib/cli/crawl-report'
import { runCrawl } from '@/lib/crawling/run-crawl'
import { DEFAULT_PATIENCE } from '@/lib/crawling/sketchfab-api'
import { openDatabase } from '@/lib/database/migrations'
import { env } from '@/lib/facts/env'

type Flags = CrawlFlags & { resume?: number; options?: string; startedBy: 'shell' | 'dashboard' }

const command = new Command('npm run catalog:sketchfab --').description(
  'Fills the catalogue with models of Sketchfab: a listing, single models, or news of those that are there.\n' +
    'Stopped or killed, it goes on where it was when the same command is run again.',
)

addCrawlFlags(command)
  .option('--resume <run>', 'go on with a crawl that was interrupted or failed', wholeNumber(1, 2 ** 31))
  .addOption(new Option('--options <json>').hideHelp())
  .addOption(new Option('--started-by <whom>').choices(['shell', 'dashboard']).default('shell').hideHelp())
  .action(async ({ token, resume, startedBy, options: written, ...flags }: Flags) => {
    const options = written === undefined ? toCrawlOptions(command, flags) : JSON.parse(written)
    const { databaseFile, dataDir, sketchfabApiUrl: apiUrl, sketchfabApiToken } = env()
    const connection = openDatabase(databaseFile, dataDir)
    const observer = crawlReporter()
    const startedAt = performance.now()
    const result = await runCrawl({
      ...{ connection, databaseFile, dataDir, observer, startedBy, signal: interruptSignal() },
      settings: { ...DEFAULT_PATIENCE, apiUrl, apiToken: token ?? sketchfabApiToken },
      ...(resume === undefined ? { options } : { resumedId: resume }),
    }).finally(observer.stop)
    reportCrawl(result, (performance.now() - startedAt) / 1000)
  })

await runCommand(command)
