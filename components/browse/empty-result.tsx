import type { BrowseSelection } from '@/lib/serving/views'
import { TEXT_LINK } from '../ui/looks'
import { BrowseLink } from './browse-link'
import { browsePath } from './browse-path'

export function EmptyResult({ selection }: { selection: BrowseSelection }) {
  const { query, exact, category, tag, license, author } = selection
  const isNarrowed = [category, tag, license, author].some((part) => part !== undefined)
  return (
    <div className="max-w-xl py-12 leading-relaxed text-muted">
      <p>
        No model has{' '}
        {query === undefined
          ? 'that'
          : `${exact ? 'all' : 'any'} of those words in its name or tags${exact ? '' : ', nor words that are spelt like them'}`}
        . Fewer letters find more: the end of each word may be missing.
      </p>
      <p className="mt-5 flex flex-wrap gap-x-6 gap-y-2">
        {query !== undefined && isNarrowed && (
          <BrowseLink href={browsePath({ query })} className={`${TEXT_LINK} text-ink`}>
            Search everywhere
          </BrowseLink>
        )}
        <BrowseLink href="/" className={`${TEXT_LINK} text-ink`}>
          Show all models
        </BrowseLink>
      </p>
    </div>
  )
}
