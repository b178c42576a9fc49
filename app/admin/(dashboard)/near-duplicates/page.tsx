import type { Metadata } from 'next'
import Link from 'next/link'
import { GroupList } from '@/components/admin/near-duplicates/group-list'
import { Notice } from '@/components/admin/notice'
import { TEXT_LINK } from '@/components/ui/looks'
import { readNotice } from '@/lib/admin/forms/notices'
import { requireAdmin } from '@/lib/admin/access/require-admin'
import { MOST_TAKEN_DOWN, readNearDuplicates } from '@/lib/admin/near-duplicates'

export const metadata: Metadata = { title: 'Near-duplicates' }

type Props = { searchParams: Promise<{ said?: string | string[]; after?: string | string[] }> }

const PAGE = '/admin/near-duplicates'

export default async function NearDuplicatesPage({ searchParams }: Props) {
  await requireAdmin(PAGE)
  const { said, after: asked } = await searchParams
  const after = typeof asked === 'string' && /^\d{1,9}$/.test(asked) ? Number(asked) : 0
  const { run, total, groups, nextAfter } = await readNearDuplicates(after)
  return (
    <>
      <Notice said={await readNotice(said)} />
      <h1 className="mb-8 text-5xl leading-none">Near-duplicates</h1>
      <p className="mb-8 max-w-prose leading-relaxed text-muted">
        {run === null
          ? 'Nothing is published yet: index runs find near-duplicates.'
          : total.groups === 0
            ? 'Nothing is folded: the published run found no thing twice.'
            : `${total.models.toLocaleString('en')} models are folded into ${total.groups.toLocaleString('en')} ${total.groups === 1 ? 'card' : 'cards'}: the same picture, or one that differs in a colour or a detail. What is not the same thing can be kept apart, at once and in every run to come.`}
      </p>
      <GroupList groups={groups} after={after} mostTakenDown={MOST_TAKEN_DOWN} />
      {(after > 0 || nextAfter !== null) && (
        <nav aria-label="Pages" className="mt-10 flex gap-6">
          {after > 0 && (
            <Link href={PAGE} prefetch={false} className={TEXT_LINK}>
              First groups
            </Link>
          )}
          {nextAfter !== null && (
            <Link href={`${PAGE}?after=${nextAfter}`} prefetch={false} className={TEXT_LINK}>
              More groups
            </Link>
          )}
        </nav>
      )}
    </>
  )
}
