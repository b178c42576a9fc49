import { Aside, FigureCell, Table } from '@/components/ui/table'
import { TEXT_LINK } from '@/components/ui/looks'
import Link from 'next/link'
import { formatSeconds } from '@/lib/text/format-seconds'
import type { CrawlView } from '@/lib/admin/views'
import { CrawlMark } from './crawl-mark'
import { optionsInWords } from './crawl-words'
import { Moment } from '../moment'
import { durationOf } from '../runs/run-words'

const HEADS = [
  { name: 'Crawl' },
  { name: 'Outcome' },
  { name: 'Started' },
  { name: 'Asked for' },
  { name: 'Added', isFigure: true },
  { name: 'Updated', isFigure: true },
  { name: 'Thumbnails', isFigure: true },
  { name: 'Took', isFigure: true },
]

/** Crawls side by side, the newest first. */
export function CrawlTable({ crawls }: { crawls: CrawlView[] }) {
  return (
    <Table label="Crawls" heads={HEADS}>
      {crawls.map((crawl) => (
        <Row key={crawl.id} crawl={crawl} />
      ))}
    </Table>
  )
}

function Row({ crawl }: { crawl: CrawlView }) {
  const { id, startedAt, startedBy, counts, options } = crawl
  const duration = durationOf(crawl)
  const figure = (name: string) => counts?.[name]?.toLocaleString('en') ?? '–'
  return (
    <tr>
      <th scope="row">
        <Link href={`/admin/crawls/${id}`} prefetch={false} className={TEXT_LINK}>
          {id}
        </Link>
      </th>
      <td>
        <CrawlMark crawl={crawl} />
      </td>
      <td>
        <Moment at={startedAt} />
        <Aside>from the {startedBy}</Aside>
      </td>
      <td>{optionsInWords(options)}</td>
      <FigureCell>{figure('added')}</FigureCell>
      <FigureCell>{figure('updated')}</FigureCell>
      <FigureCell>{figure('thumbnails')}</FigureCell>
      <FigureCell>{duration === null ? '–' : formatSeconds(duration)}</FigureCell>
    </tr>
  )
}
