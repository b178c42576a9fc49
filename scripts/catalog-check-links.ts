import { Command, interruptSignal, runCommand, wholeNumber } from '@/lib/cli/command'
import { plural } from '@/lib/cli/plural'
import { progressOfPieces } from '@/lib/cli/progress'
import { checkLinks } from '@/lib/crawling/check-links'
import { DEFAULT_PATIENCE, sketchfabApi } from '@/lib/crawling/sketchfab-api'
import { openDatabase } from '@/lib/database/database'
import { env } from '@/lib/facts/env'

const CONCURRENCY = 4

const command = new Command('npm run catalog:check-links --')
  .description(
    'Asks Sketchfab whether the models that your own models link to are still there. Those that a crawl\n' +
      'brought are looked after by npm run catalog:sketchfab -- --update.',
  )
  .option('--clear', 'take dead links away; else they are only listed')
  .option('--rate <n>', 'requests a second, 1 to 20', wholeNumber(1, 20), 4)
  .option('--max-requests <n>', 'stop after so many requests', wholeNumber(1, 1_000_000), 10_000)
  .action(async ({ clear, rate, maxRequests }: { clear?: boolean; rate: number; maxRequests: number }) => {
    const { sketchfabApiUrl: apiUrl, sketchfabApiToken: apiToken } = env()
    const database = await openDatabase(env())
    const signal = interruptSignal()
    const api = sketchfabApi({ ...DEFAULT_PATIENCE, apiUrl, apiToken }, { rate, maxRequests }, signal)
    const progress = progressOfPieces()
    const checkpoint = async () => signal.throwIfAborted()
    const show = (done: number, total: number) => progress.show('Checking links', done, total)
    const { alive, dead, unknown, unasked, elsewhere } = await checkLinks(
      database,
      api,
      CONCURRENCY,
      checkpoint,
      show,
    ).finally(progress.stop)

    for (const { uid, url } of dead) console.log(`${uid}: ${url} is gone.`)
    for (const { link, reason } of unknown)
      console.log(`${link.uid}: ${link.url} could not be checked (${reason}).`)
    console.log(
      `${plural(alive, 'link')} to Sketchfab alive, ${dead.length} dead, ${unknown.length} unknown, ${unasked} not asked about; ` +
        `${elsewhere} lead elsewhere and were not followed.`,
    )
    if (clear) await database.catalogue.clearLinks(dead.map(({ modelId }) => modelId))
    else if (dead.length > 0) console.log('--clear takes the dead ones away.')
  })

await runCommand(command)
