import type { BrowseView, Sort } from '@/lib/serving/views'
import { NAV_LINK } from '../ui/looks'
import { BrowseLink } from './browse-link'
import { browsePath } from './browse-path'

const NAMES: Record<Sort, string> = {
  relevance: 'Best match',
  fit: 'Best fit',
  likes: 'Most liked',
  name: 'Name',
  recent: 'Newest',
}

export function SortLinks({ view }: { view: BrowseView }) {
  const { selection, sorts } = view
  const usual = usualSort(view)
  const { sort: asked = usual } = selection
  // Asked for where no run knows the place of the tag, it is the usual order.
  const current = asked === 'fit' && !sorts.includes('fit') ? usual : asked
  // Without likes the usual order is that in which the models came.
  const offered = sorts.includes(usual) ? sorts : [usual, ...sorts]
  const nameOf = (sort: Sort) => (sorts.includes(sort) ? NAMES[sort] : 'As added')
  return (
    <nav aria-label="Order" className="flex flex-wrap gap-x-5 gap-y-1">
      {offered.map((sort) => (
        <BrowseLink
          key={sort}
          href={browsePath({ ...selection, cursor: undefined, sort: sort === usual ? undefined : sort })}
          scroll={false}
          aria-current={sort === current ? 'true' : undefined}
          className={NAV_LINK}
        >
          {nameOf(sort)}
        </BrowseLink>
      ))}
    </nav>
  )
}

function usualSort({ selection, sorts }: BrowseView): Sort {
  if (selection.query !== undefined) return 'relevance'
  return sorts.includes('fit') ? 'fit' : 'likes'
}
