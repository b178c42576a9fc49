import type { CrawlCounts, CrawlResult } from '@/lib/crawling/crawl-context'
import { formatSeconds } from '@/lib/text/format-seconds'
import { UserError } from './command'
import { plural } from './plural'

const SHOWN_PROBLEMS = 20

/**
 * Says what came of a crawl, and what could not be used.
 *
 * @throws UserError when nothing that was asked for could be had.
 */
export function reportCrawl({ outcome, counts, problems }: CrawlResult, seconds: number): void {
  console.log(describeModels(counts))
  if (counts.likes > 0) console.log(`${plural(counts.likes, 'new like')} stored.`)
  console.log(`${plural(counts.thumbnails, 'thumbnail')} fetched, ${counts.thumbnailFailures} could not be.`)
  const waited =
    counts.waits > 0 ? `, with ${counts.waits} waits of ${formatSeconds(counts.waitedMs / 1000)} in all` : ''
  console.log(`${plural(counts.requests, 'request')} in ${formatSeconds(seconds)}${waited}.`)
  if (problems.length > 0) {
    console.log(`\n${plural(problems.length, 'warning')}: these could not be used.`)
    for (const { what, reason } of problems.slice(0, SHOWN_PROBLEMS)) console.log(`  ${what}\n    ${reason}`)
    if (problems.length > SHOWN_PROBLEMS) console.log(`  and ${problems.length - SHOWN_PROBLEMS} more.`)
  }
  const had =
    counts.added + counts.updated + counts.unchanged + counts.gone + counts.leftOut + counts.passedOver
  if (had === 0 && counts.refused > 0)
    throw new UserError('Not one model could be read; see the reasons above.')
  console.log(
    outcome === 'budget'
      ? 'All requests that were allowed are made. Run it again to go on.'
      : 'Next: npm run precompute',
  )
}

function describeModels({
  pages,
  added,
  updated,
  unchanged,
  leftOut,
  passedOver,
  refused,
  gone,
}: CrawlCounts): string {
  const parts = [
    `${plural(added, 'model')} added, ${updated} updated, ${unchanged} unchanged`,
    ...(gone > 0 ? [`${gone} gone`] : []),
    ...(leftOut > 0 ? [`${leftOut} left out (age-restricted, tagged noai, or with too few likes)`] : []),
    ...(passedOver > 0
      ? [`${passedOver} passed over (taken down here, or the uid is another source’s)`]
      : []),
    ...(refused > 0 ? [`${refused} could not be read`] : []),
  ]
  return `${pages > 0 ? `${plural(pages, 'page')}: ` : ''}${parts.join(', ')}.`
}
