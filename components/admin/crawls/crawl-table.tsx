import Link from 'next/link'
import { formatSeconds } from '@/lib/text/format-seconds'
import type { CrawlView } from '@/lib/admin/views'
import { CrawlMark } from './crawl-mark'
import { optionsInWords } from './crawl-words'
import { Moment } from '../moment'
import { durationOf } from '../runs/run-words'

/** Crawls side by side, the newest first. */
export function CrawlTable({ crawls }: { crawls: CrawlView[] }) {
  return (
    <div className="table-scroll" tabIndex={0} role="region" aria-label="Crawls">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">Crawl</th>
            <th scope="col">Outcome</th>
            <th scope="col">Started</th>
            <th scope="col">Asked for</th>
            <th scope="col" className="figure">
              Added
            </th>
            <th scope="col" className="figure">
              Updated
            </th>
            <th scope="col" className="figure">
              Thumbnails
            </th>
            <th scope="col" className="figure">
              Took
            </th>
          </tr>
        </thead>
        <tbody>
          {crawls.map((crawl) => (
            <Row key={crawl.id} crawl={crawl} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Row({ crawl }: { crawl: CrawlView }) {
  const { id, startedAt, startedBy, counts, options } = crawl
  const duration = durationOf(crawl)
  const figure = (name: string) => counts?.[name]?.toLocaleString('en') ?? '–'
  return (
    <tr>
      <th scope="row">
        <Link href={`/admin/crawls/${id}`} prefetch={false} className="text-link">
          {id}
        </Link>
      </th>
      <td>
        <CrawlMark crawl={crawl} />
      </td>
      <td>
        <Moment at={startedAt} />
        <small>from the {startedBy}</small>
      </td>
      <td>{optionsInWords(options)}</td>
      <td className="figure">{figure('added')}</td>
      <td className="figure">{figure('updated')}</td>
      <td className="figure">{figure('thumbnails')}</td>
      <td className="figure">{duration === null ? '–' : formatSeconds(duration)}</td>
    </tr>
  )
}
