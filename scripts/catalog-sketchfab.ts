import { Command, runCommand } from '@/lib/cli/command'
import { addCrawlFlags, type CrawlFlags, toCrawlOptions } from '@/lib/cli/crawl-flags'
import { reportCrawl } from '@/lib/cli/crawl-report'
import { addJobFlags, type JobFlags, runJobHere } from '@/lib/cli/job-command'
import { crawlJob } from '@/lib/crawling/job'
import { DEFAULT_PATIENCE } from '@/lib/crawling/sketchfab-api'
import { env } from '@/lib/facts/env'

const command = new Command('npm run catalog:sketchfab --').description(
  'Fills the catalogue with models of Sketchfab: a listing, single models, or news of those that are there.\n' +
    'Stopped or killed, it goes on where it was when the same command is run again.',
)

addJobFlags(addCrawlFlags(command), 'crawl').action(
  async ({ token, resume, startedBy, options: written, ...flags }: CrawlFlags & JobFlags) => {
    const options = written === undefined ? toCrawlOptions(command, flags) : JSON.parse(written)
    const { sketchfabApiUrl: apiUrl, sketchfabApiToken, likesSecret } = env()
    const settings = { ...DEFAULT_PATIENCE, apiUrl, apiToken: token ?? sketchfabApiToken, likesSecret }
    const startedAt = performance.now()
    const { result } = await runJobHere(
      crawlJob,
      resume === undefined ? { settings, options, startedBy } : { settings, resumedId: resume },
    )
    reportCrawl(result, (performance.now() - startedAt) / 1000)
  },
)

await runCommand(command)
