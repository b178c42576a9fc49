import { formatSeconds } from '@/lib/text/format-seconds'
import type { CrawlView } from '@/lib/admin/views'
import { Figure, Figures } from '@/components/ui/figures'
import { optionsInWords } from './crawl-words'
import { Moment } from '../moment'
import { durationOf } from '../runs/run-words'

/** Those that say something even when they are 0. */
const TELLING = ['added', 'thumbnails', 'requests']

const COUNTS: [string, string][] = [
  ['added', 'Models added'],
  ['updated', 'Updated'],
  ['unchanged', 'Unchanged'],
  ['thumbnails', 'Thumbnails fetched'],
  ['thumbnailFailures', 'Thumbnails that could not be'],
  ['gone', 'Gone'],
  ['leftOut', 'Left out: age-restricted, noai, too few likes'],
  ['passedOver', 'Passed over: taken down here, or another source’s'],
  ['refused', 'Could not be read'],
  ['pages', 'Pages read'],
  ['requests', 'Requests'],
  ['waits', 'Waits for the server'],
]

/** What a crawl was asked for, and what it has brought. */
export function CrawlFigures({ crawl }: { crawl: CrawlView }) {
  const duration = durationOf(crawl)
  return (
    <Figures>
      <Figure name="Asked for" isWide>
        {optionsInWords(crawl.options)}, from the {crawl.startedBy}
      </Figure>
      {COUNTS.flatMap(([name, words]) => {
        const count = crawl.counts?.[name]
        return count === undefined || (count === 0 && !TELLING.includes(name))
          ? []
          : [
              <Figure key={name} name={words}>
                {count.toLocaleString('en')}
              </Figure>,
            ]
      })}
      <Figure name="Started">
        <Moment at={crawl.startedAt} />
      </Figure>
      {duration !== null && <Figure name="Took">{formatSeconds(duration)}</Figure>}
    </Figures>
  )
}
