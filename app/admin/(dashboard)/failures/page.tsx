import type { Metadata } from 'next'
import { FailureList } from '@/components/admin/failures/failure-list'
import { RetryButton } from '@/components/admin/failures/retry-button'
import { Notice } from '@/components/admin/notice'
import { readNotice } from '@/lib/admin/forms/notices'
import { readFailureGroups } from '@/lib/admin/failures'
import { requireAdmin } from '@/lib/admin/access/require-admin'

export const metadata: Metadata = { title: 'Failures' }

type Props = { searchParams: Promise<{ said?: string | string[] }> }

export default async function FailuresPage({ searchParams }: Props) {
  await requireAdmin('/admin/failures')
  const { groups, total } = await readFailureGroups(null)
  const shown = groups.reduce((sum, { failures }) => sum + failures.length, 0)
  return (
    <>
      <Notice said={await readNotice((await searchParams).said)} />
      <div className="mb-8 flex flex-wrap items-baseline justify-between gap-4">
        <h1 className="text-5xl leading-none">Failures</h1>
        {total > 0 && <RetryButton label="Try all of them again" />}
      </div>
      {total === 0 ? (
        <p className="text-muted">None: every model of the catalogue can be used.</p>
      ) : (
        <>
          <p className="mb-8 max-w-prose leading-relaxed text-muted">
            {total === 1 ? 'One model is' : `${total.toLocaleString('en')} models are`} not compared with the
            rest, by reason. Mend the image where it is, then try again.
            {shown < total && ` The first ${shown.toLocaleString('en')} are shown.`}
          </p>
          <FailureList groups={groups} />
        </>
      )}
    </>
  )
}
