import type { Metadata } from 'next'
import Link from 'next/link'
import { SuggestedTags } from '@/components/admin/tags/suggested-tags'
import { BUTTON, TEXT_LINK } from '@/components/ui/looks'
import { requireAdmin } from '@/lib/admin/access/require-admin'
import { readSuggestedTags } from '@/lib/admin/suggested-tags'
import type { SuggestedTagsView } from '@/lib/admin/views'

export const metadata: Metadata = { title: 'Tags' }

type Props = { searchParams: Promise<{ cursor?: string | string[] }> }

const PAGE = '/admin/tags'

export default async function TagsPage({ searchParams }: Props) {
  await requireAdmin(PAGE)
  const { cursor } = await searchParams
  const view = await readSuggestedTags(typeof cursor === 'string' ? cursor : null)
  const { total, isFirst, models, nextCursor } = view
  return (
    <>
      <div className="mb-8 flex flex-wrap items-baseline justify-between gap-4">
        <h1 className="text-5xl leading-none">Tags</h1>
        {total > 0 && (
          <a href="/api/suggested-tags?format=csv" download className={BUTTON.quiet}>
            Download as CSV
          </a>
        )}
      </div>
      <p className="mb-8 max-w-prose leading-relaxed text-muted">{sentenceOf(view)}</p>
      <SuggestedTags models={models} />
      {(!isFirst || nextCursor !== null) && (
        <nav aria-label="Pages" className="mt-10 flex gap-6">
          {!isFirst && (
            <Link href={PAGE} prefetch={false} className={TEXT_LINK}>
              Surest models
            </Link>
          )}
          {nextCursor !== null && (
            <Link href={`${PAGE}?cursor=${nextCursor}`} prefetch={false} className={TEXT_LINK}>
              More models
            </Link>
          )}
        </nav>
      )}
    </>
  )
}

function sentenceOf({ run, total }: SuggestedTagsView): string {
  if (run === null) return 'Nothing is published yet: index runs find tags that models probably lack.'
  if (total === 0)
    return 'Nothing is suggested: the models of the published run share too few tags to tell what one lacks.'
  const models =
    total === 1 ? 'One model probably lacks' : `${total.toLocaleString('en')} models probably lack`
  return `${models} tags. Beside each stands the share of the nearest models that have it. Nothing is changed here: tags are the catalogue source’s.`
}
