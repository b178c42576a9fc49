'use client'

import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { type ReactNode, useEffect, useRef } from 'react'
import { PANEL, TEXT_LINK } from '@/components/ui/looks'
import type { ActivityView, JobView } from '@/lib/admin/views'
import { RunButtons } from './run-buttons'
import { RunProgress } from './run-progress'
import { modeWords, STATUS_WORDS } from './run-words'
import { useLive } from './use-live'

type Props = {
  activity: ActivityView
  /** That of index runs. */
  job: JobView
  /** What to show while no run is active. */
  children: ReactNode
}

/** The run that is active, whoever started it; else what was given to show. */
export function ActivityPanel({ activity, job, children }: Props) {
  const router = useRouter()
  const { view, connection } = useLive(`${job.address}/events`, activity)
  const { active, latestId, crawlId } = view

  // A run has begun or ended: the rest of the page tells of runs as well.
  const shown = `${active?.id} ${latestId} ${crawlId}`
  const known = useRef(shown)
  useEffect(() => {
    if (known.current === shown) return
    known.current = shown
    router.refresh()
  }, [shown, router])

  const crawl = crawlId !== null && (
    <p className="mb-8 text-sm">
      <Link href={`/admin/crawls/${crawlId}`} className={TEXT_LINK}>
        Crawl {crawlId}
      </Link>{' '}
      of Sketchfab is under way.
    </p>
  )
  if (!active) {
    return (
      <>
        {crawl}
        {children}
      </>
    )
  }
  return (
    <>
      {crawl}
      <section aria-labelledby="active-run" className={PANEL}>
        <div className="mb-5 flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1">
          <h2 id="active-run" className="text-3xl">
            <Link href={`/admin/runs/${active.id}`} className="hover:text-accent">
              Run {active.id}
            </Link>
          </h2>
          <p className="text-sm text-muted">
            {STATUS_WORDS[active.status]}: {modeWords(active)}, recipe {active.recipe}, from the{' '}
            {active.startedBy}
          </p>
        </div>
        <RunProgress run={active} stages={job.stages} connection={connection} />
        <div className="mt-6">
          <RunButtons job={job} run={active} />
        </div>
      </section>
    </>
  )
}
