import type { BrowseSelection, Sort } from '@/lib/serving/views'
import { BrowseLink } from './browse-link'
import { browsePath } from './browse-path'

const NAMES: Record<Sort, string> = {
  relevance: 'Best match',
  likes: 'Most liked',
  name: 'Name',
  recent: 'Newest',
}

export function SortLinks({ selection }: { selection: BrowseSelection }) {
  const isSearch = selection.query !== undefined
  const usual: Sort = isSearch ? 'relevance' : 'likes'
  const current = selection.sort ?? usual
  const offered: Sort[] = isSearch ? ['relevance', 'likes', 'name', 'recent'] : ['likes', 'name', 'recent']
  return (
    <nav aria-label="Order" className="flex flex-wrap gap-x-5 gap-y-1 text-[0.9375rem]">
      {offered.map((sort) => (
        <BrowseLink
          key={sort}
          href={browsePath({ ...selection, cursor: undefined, sort: sort === usual ? undefined : sort })}
          scroll={false}
          aria-current={sort === current ? 'true' : undefined}
          className="py-1 text-muted hover:text-accent aria-[current]:text-ink aria-[current]:underline aria-[current]:decoration-accent aria-[current]:decoration-2 aria-[current]:underline-offset-[0.4em]"
        >
          {NAMES[sort]}
        </BrowseLink>
      ))}
    </nav>
  )
}
