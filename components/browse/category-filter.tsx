import type { BrowseView } from '@/lib/serving/views'
import { BrowseLink } from './browse-link'
import { browsePath } from './browse-path'

/** How many categories are in sight; the rest unfolds. */
const IN_SIGHT = 12

export function CategoryFilter({ view: { categories, selection } }: { view: BrowseView }) {
  const { category: current } = selection
  if (categories.length < 2 && current === undefined) return null
  const chip = (category: string | undefined, label: string, count: number | null) => (
    <li key={label}>
      <BrowseLink
        href={browsePath({ ...selection, cursor: undefined, category })}
        scroll={false}
        className="chip"
        aria-current={category === current ? 'true' : undefined}
      >
        {label}
        {count !== null && <small>{count.toLocaleString('en')}</small>}
      </BrowseLink>
    </li>
  )
  const rest = categories.slice(IN_SIGHT)
  return (
    <nav aria-label="Categories" className="mt-8">
      <ul
        role="list"
        className="-mx-5 flex gap-2 overflow-x-auto px-5 py-1 [scrollbar-width:none] sm:mx-0 sm:flex-wrap sm:px-0"
      >
        {chip(undefined, 'All', null)}
        {categories.slice(0, IN_SIGHT).map(({ name, count }) => chip(name, name, count))}
      </ul>
      {rest.length > 0 && (
        <details className="mt-2" open={rest.some(({ name }) => name === current)}>
          <summary className="w-fit cursor-pointer py-1 text-[0.875rem] text-muted hover:text-accent">
            {rest.length} more categories
          </summary>
          <ul role="list" className="mt-2 flex flex-wrap gap-2">
            {rest.map(({ name, count }) => chip(name, name, count))}
          </ul>
        </details>
      )}
    </nav>
  )
}
