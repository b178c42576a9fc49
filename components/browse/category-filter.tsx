import type { BrowseView } from '@/lib/serving/views'
import { CHIP, UNFOLDS } from '../ui/looks'
import { BrowseLink } from './browse-link'
import { browsePath } from './browse-path'

/** How many categories are in sight; the rest unfolds. */
const IN_SIGHT = 12

export function CategoryFilter({ view: { categories, selection } }: { view: BrowseView }) {
  const { category: current } = selection
  if (categories.length < 2 && current === undefined) return null
  const chip = (category: string | undefined, label: string, count: number | null) => (
    <li
      key={label}
      className="max-w-full flex-none max-sm:has-[[aria-current]]:[scroll-initial-target:nearest]"
    >
      <BrowseLink
        href={browsePath({ ...selection, cursor: undefined, category })}
        scroll={false}
        className={`${CHIP} py-1.5`}
        aria-current={category === current ? 'true' : undefined}
      >
        {label}
        {count !== null && (
          <small className="text-xs tabular-nums opacity-70">{count.toLocaleString('en')}</small>
        )}
      </BrowseLink>
    </li>
  )
  const rest = categories.slice(IN_SIGHT)
  return (
    <nav aria-label="Categories" className="mt-6 sm:mt-8">
      <ul
        role="list"
        className="-mx-5 flex scroll-px-5 gap-2 overflow-x-auto px-5 py-1 [scrollbar-width:none] max-sm:not-supports-[scroll-initial-target:nearest]:has-[>li:nth-child(n+3)>[aria-current]]:flex-wrap sm:mx-0 sm:flex-wrap sm:px-0"
      >
        {chip(undefined, 'All', null)}
        {categories.slice(0, IN_SIGHT).map(({ name, count }) => chip(name, name, count))}
      </ul>
      {rest.length > 0 && (
        <details className="mt-2" open={rest.some(({ name }) => name === current)}>
          <summary className={UNFOLDS}>{rest.length} more categories</summary>
          <ul role="list" className="mt-2 flex flex-wrap gap-2">
            {rest.map(({ name, count }) => chip(name, name, count))}
          </ul>
        </details>
      )}
    </nav>
  )
}
