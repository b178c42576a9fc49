import { type CrawlOptionsInput, crawlOptionsSchema } from '@/lib/crawling/crawl-options'
import { type Command, Option, wholeNumber } from './command'

/** What the flags of `catalog:sketchfab` give. */
export type CrawlFlags = Omit<CrawlOptionsInput, 'models' | 'updateDays'> & {
  uid?: string[]
  url?: string[]
  update?: number | true
  token?: string
}

const DEFAULT_UPDATE_DAYS = 30

/** Flags whose name is not simply that of the option. */
const FLAGS: Record<string, string> = {
  models: '--uid, --url',
  updateDays: '--update',
}

/** Adds the flags of a crawl to a command. */
export function addCrawlFlags(command: Command): Command {
  return command
    .addOption(
      new Option('--sort <order>', 'which models of a listing come first (default: likes)').choices([
        'likes',
        'views',
        'recent',
      ]),
    )
    .option('--category <slug>', 'only this category, e.g. animals-pets')
    .option('--tag <slug>', 'only models with this tag')
    .option('--user <name>', 'only models of this user')
    .option(
      '--liked-by <name>',
      'what this user likes, which is kept as likes; not together with other filters',
    )
    .option('--staff-picked', 'only what Sketchfab’s staff has picked')
    .option('--downloadable', 'only models that can be downloaded')
    .option('--since <day>', 'only models published since, YYYY-MM-DD')
    .option('--min-likes <n>', 'only models with so many likes', wholeNumber(0, 1_000_000_000))
    .option(
      '--limit <n>',
      'so many models at most (default: 1000 of a listing, all of an update)',
      wholeNumber(1, 1_000_000),
    )
    .option('--uid <uid...>', 'these single models, instead of a listing')
    .option('--url <address...>', 'the same by any address of their pages')
    .option('--resolve-short-links', 'allow to ask skfb.ly where its short addresses lead')
    .option(
      '--update [days]',
      `instead of a listing, what was not looked at for so many days (default: ${DEFAULT_UPDATE_DAYS})`,
      wholeNumber(0, 36_500),
    )
    .option('--include-age-restricted', 'also age-restricted models')
    .option('--include-noai', 'also models whose author asks by the tag noai that no machine learn from them')
    .option('--restart', 'begin the listing anew instead of going on where the last crawl of it stopped')
    .option('--rate <n>', 'requests a second, 1 to 20 (default: 4)', wholeNumber(1, 20))
    .option('--concurrency <n>', 'requests under way at once, 1 to 8 (default: 4)', wholeNumber(1, 8))
    .option('--max-requests <n>', 'stop after so many requests (default: 10000)', wholeNumber(1, 1_000_000))
    .option('--token <token>', 'of the API (default: SKETCHFAB_API_TOKEN); public models need none')
}

/** Turns flags into what a crawl is asked for; ends the command with its usage when they do not go together. */
export function toCrawlOptions(
  command: Command,
  { uid = [], url = [], update, ...flags }: Omit<CrawlFlags, 'token'>,
): CrawlOptionsInput {
  const options = {
    ...flags,
    models: [...uid, ...url],
    updateDays: update === true ? DEFAULT_UPDATE_DAYS : update,
  }
  const parsed = crawlOptionsSchema.safeParse(options)
  if (parsed.success) return options
  const wrong = parsed.error.issues.map(
    ({ path, message }) => `error: ${flagOf(String(path[0] ?? ''))} ${message}`,
  )
  return command.error(wrong.join('\n'))
}

function flagOf(option: string): string {
  return FLAGS[option] ?? `--${option.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
}
