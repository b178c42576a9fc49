'use client'

import { useEffect, useRef, useState } from 'react'
import type { LogLineView, LogView } from '@/lib/admin/views'
import { callApi } from '../call-api'

type Props = {
  /** Of the run, in the API. */
  address: string
  initial: LogView
  isGrowing: boolean
  /** Changes whenever the run has got further: then the log is read on. */
  heartbeat: number
  stage: string
}

/** However long a run takes, a page has an end. */
const MAX_LINES = 2_000

/** A run has its last words when it has ended already. */
const LAST_READS_MS = [1_000, 4_000, 15_000]

const CLOCK = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium', timeZone: 'UTC' })

/** The log of a run, read on as the run goes on. */
export function RunLog({ address, initial, isGrowing, heartbeat, stage }: Props) {
  const [lines, setLines] = useState(initial.lines)
  const end = useRef(initial.end)

  useEffect(() => {
    let isStale = false
    const readOn = () => {
      const after = end.current
      callApi<LogView>(`${address}/log?after=${after}`)
        .then((more) => {
          if (isStale || end.current !== after || more.end === after) return
          end.current = more.end
          setLines((known) => [...known, ...more.lines].slice(-MAX_LINES))
        })
        .catch(() => {})
    }
    readOn()
    const timers = isGrowing ? [] : LAST_READS_MS.map((wait) => setTimeout(readOn, wait))
    return () => {
      isStale = true
      timers.forEach(clearTimeout)
    }
  }, [address, isGrowing, heartbeat, stage])

  return (
    <section aria-labelledby="log" className="mt-14">
      <h2 id="log" className="mb-4 text-3xl">
        Log
      </h2>
      {lines.length === 0 ? (
        <p className="text-muted">Nothing was logged, or the log is gone.</p>
      ) : (
        <ol
          role="list"
          tabIndex={0}
          aria-labelledby="log"
          className="max-h-104 overflow-auto rounded-xl border border-line bg-raised px-5 py-4 font-mono text-sm/relaxed"
        >
          {lines.map((line, place) => (
            <Line key={place} line={line} />
          ))}
        </ol>
      )}
    </section>
  )
}

function Line({ line: { time, level, message, fields } }: { line: LogLineView }) {
  const details = Object.entries(fields)
    .map(([name, value]) => `${name}=${typeof value === 'object' ? JSON.stringify(value) : String(value)}`)
    .join(' ')
  return (
    <li className="grid grid-cols-[5.5rem_minmax(0,1fr)] gap-4 wrap-anywhere">
      <time dateTime={time} className="text-muted">
        {CLOCK.format(new Date(time))}
      </time>
      <span className={level === 'warn' || level === 'error' ? 'text-accent' : undefined}>
        {level === 'warn' || level === 'error' ? <span className="sr-only">{level}: </span> : null}
        {message} <span className="text-muted">{details}</span>
      </span>
    </li>
  )
}
