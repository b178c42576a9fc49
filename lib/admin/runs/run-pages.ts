import 'server-only'
import { notFound } from 'next/navigation'
import { requireAdmin } from '../access/require-admin'
import { readNotice } from '../forms/notices'
import { listRunsParameters } from '../parameters'
import type { JobView, LogView, NoticeView, RunView } from '../views'
import { jobView, readActiveId, readRun, readRuns, type RunKind } from './run-kind'
import { readLog } from './run-log'

const PAGE_SIZE = 30

type Asked = string | string[] | undefined
/** What the page of a run is called with. */
export type RunPageProps = { params: Promise<{ id: string }>; searchParams: Promise<{ said?: Asked }> }
/** What the page of a job's runs is called with. */
export type RunsPageProps = { searchParams: Promise<{ before?: Asked; said?: Asked }> }

/** All that the page of a run shows, for an admin; others are sent to log in. */
export async function readRunPage<View extends RunView>(
  kind: RunKind<View>,
  { params, searchParams }: RunPageProps,
): Promise<{ job: JobView; run: View; log: LogView; said: NoticeView | null }> {
  const { id } = await params
  await requireAdmin(`${kind.page}/${id}`)
  const run = /^\d{1,9}$/.test(id) ? await readRun(kind, Number(id)) : null
  if (!run) notFound()
  const said = await readNotice((await searchParams).said)
  return { job: jobView(kind), run, log: await readLog(run.id), said }
}

/** All that the page of a job's runs shows, for an admin. */
export async function readRunsPage<View extends RunView>(
  kind: RunKind<View>,
  { searchParams }: RunsPageProps,
) {
  await requireAdmin(kind.page)
  const asked = await searchParams
  const before = listRunsParameters.shape.before.safeParse(asked.before).data
  const { runs, nextBefore } = await readRuns(kind, before, PAGE_SIZE)
  return {
    job: jobView(kind),
    runs,
    activeId: await readActiveId(kind.job.name),
    isFirst: before === undefined,
    nextBefore,
    said: await readNotice(asked.said),
  }
}
