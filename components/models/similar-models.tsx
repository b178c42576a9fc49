import type { ModelPageView } from '@/lib/serving/views'
import { FilterRow } from './filter-row'
import { FilteredNote } from './filtered-note'
import { filterQuery } from './filter-path'
import { ModelRows } from '@/components/rows/model-rows'
import { modelPath } from './model-path'
import { SameModels } from './same-models'
import { SimilarHeading } from './similar-heading'
import { SimilarList } from './similar-list'

/** The models that look like one: first what is the same thing, then those that pass what is asked of them. */
export function SimilarModels({ model, filters, notLookedThrough, rows, ...page }: ModelPageView) {
  if (rows && rows.kinds.length > 0) {
    return (
      <>
        {page.same && <SameModels same={page.same} />}
        <ModelRows
          model={model}
          filters={filters}
          notLookedThrough={notLookedThrough}
          rows={rows}
          run={page.run}
        />
      </>
    )
  }
  const address = modelPath(model.uid)
  const carried = filters ? filterQuery(filters.chosen) : ''
  const note = carried !== '' && (
    <FilteredNote count={page.similar.length} reason={notLookedThrough} address={address} />
  )
  return (
    <section aria-labelledby="similar">
      {page.same && <SameModels same={page.same} />}
      <SimilarHeading />
      {filters && <FilterRow view={filters} address={address} author={model.author} />}
      <SimilarList {...page} note={note} carried={carried} />
    </section>
  )
}
