import Link from 'next/link'
import type { FailureGroupView, FailureView } from '@/lib/admin/views'
import { modelPath } from '@/components/models/model-path'
import { LONE_LINK, TEXT_LINK } from '../../ui/looks'
import { Moment } from '../moment'
import { RetryButton } from './retry-button'

/** Failures by reason, each with its picture, its file, what was said of it, and a way to try again. */
export function FailureList({ groups }: { groups: FailureGroupView[] }) {
  return (
    <div className="space-y-4">
      {groups.map(({ reason, failures }, place) => (
        <details key={reason} className="border-t border-line pt-3" open={place === 0}>
          <summary className="flex cursor-pointer list-none items-baseline gap-4 wrap-anywhere hover:text-accent">
            <span className="min-w-8 font-display text-2xl leading-none tabular-nums">
              {failures.length.toLocaleString('en')}
            </span>
            <span className="min-w-0">{failures.length === 1 ? failures[0]?.reason : reason}</span>
          </summary>
          <ul role="list" className="mt-2 divide-y divide-line">
            {failures.map((failure) => (
              <Failure key={`${failure.uid} ${failure.stage}`} failure={failure} />
            ))}
          </ul>
        </details>
      ))}
    </div>
  )
}

function Failure({ failure }: { failure: FailureView }) {
  const { uid, name, isListed, thumbnailUrl, file, source, reason, attempts, lastAt, runId } = failure
  return (
    <li className="flex gap-5 py-5">
      <div className="tile w-20 shrink-0 self-start sm:w-24">
        {thumbnailUrl ? (
          <img src={thumbnailUrl} alt="" loading="lazy" decoding="async" />
        ) : (
          <span className="text-xs text-muted">no picture</span>
        )}
      </div>
      <div className="min-w-0 grow">
        <p className="font-medium wrap-anywhere">
          {isListed ? (
            <Link href={modelPath(uid)} prefetch={false} className={LONE_LINK}>
              {name}
            </Link>
          ) : (
            name
          )}
        </p>
        <p className="mt-1 leading-relaxed wrap-anywhere">{reason}</p>
        <p className="mt-1.5 text-sm text-muted wrap-anywhere">
          <code>{file}</code> ({source}) · {attempts === 1 ? 'tried once' : `tried ${attempts} times`}, last{' '}
          <Moment at={lastAt} />
          {runId !== null && (
            <>
              {' '}
              in{' '}
              <Link href={`/admin/runs/${runId}`} prefetch={false} className={TEXT_LINK}>
                run {runId}
              </Link>
            </>
          )}
        </p>
        <div className="mt-3">
          <RetryButton uid={uid} label="Try again" />
        </div>
      </div>
    </li>
  )
}
