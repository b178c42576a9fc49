import { capitalise } from '@/lib/text/capitalise'
import type { BrowseView } from '@/lib/serving/views'

/** What the page shows, in words, as its heading and as its title in the browser. */
export function browseTitle({
  query,
  category,
  tag,
  license,
  author,
}: BrowseView['selection']): string | null {
  const within = [category, tag && `tagged ${tag}`, license && `under ${license}`, author && `by ${author}`]
    .filter(Boolean)
    .join(', ')
  if (query === undefined) return within ? capitalise(within) : null
  return within ? `“${query}” in ${within}` : `“${query}”`
}

export function BrowseHeading({ view }: { view: BrowseView }) {
  const { selection, total } = view
  const title = browseTitle(selection)
  const count = total.count.toLocaleString('en')
  return (
    <div>
      <h1 className="text-4xl leading-none wrap-anywhere sm:text-6xl">
        {title ?? (
          <>
            Pick one, see what <em className="text-accent">looks like it</em>
          </>
        )}
      </h1>
      <p role="status" className="mt-4 text-muted">
        {total.isExact ? count : `More than ${count}`} {total.count === 1 ? 'model' : 'models'}
        {selection.cursor !== undefined && ', continued'}
      </p>
    </div>
  )
}
