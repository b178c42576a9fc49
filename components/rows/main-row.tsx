import { BrowseLink } from '@/components/browse/browse-link'
import { FilterRow } from '@/components/models/filter-row'
import { FilteredNote } from '@/components/models/filtered-note'
import { FoldArrow } from '@/components/models/fold-arrow'
import { ModelGrid } from '@/components/models/model-grid'
import { SimilarHeading } from '@/components/models/similar-heading'
import { LONE_LINK, TEXT_LINK } from '@/components/ui/looks'
import { KINDS } from '@/lib/facts/kinds'
import type { ModelPageView, RowsView } from '@/lib/serving/views'
import { MixForm } from './mix-form'
import { MixLinks } from './mix-links'
import { rowCards } from './row-cards'
import { besidesFilters, carriedOn, type RowPlace, rowsPath } from './row-place'
import { NOTHING_OF, ROW_TITLES, WITHOUT_SAY } from './row-words'

type Props = Pick<ModelPageView, 'model' | 'filters' | 'notLookedThrough'> & {
  rows: RowsView
  place: RowPlace
}

/** So many of those that come first are said where a mix is changed. */
const SAID = 3

/** The first row, which is a whole grid: all together with what it is mixed of, or one kind alone. */
export function MainRow({ model, filters, notLookedThrough, rows, place }: Props) {
  const shown = place.alone ?? 'blend'
  const similar = rows[shown]
  const count = similar?.length ?? 0
  return (
    <section aria-labelledby="similar">
      {place.alone !== null && (
        <BrowseLink
          href={rowsPath({ ...place, alone: null })}
          className={`${LONE_LINK} mb-2 inline-flex! items-center gap-1 text-sm text-muted`}
        >
          <FoldArrow className="rotate-180" />
          {ROW_TITLES.blend}
        </BrowseLink>
      )}
      {shown === 'blend' ? (
        <>
          <div className="mb-2 flex flex-wrap items-baseline justify-between gap-x-8 [&>h2]:mb-0 sm:mb-3">
            <SimilarHeading title={ROW_TITLES.blend} />
            <MixLinks place={place} />
          </div>
          <div className="mb-2 sm:mb-4">
            <MixForm place={place} first={(similar ?? []).slice(0, SAID).map((one) => one.model.name)} />
            <WithoutSay rows={rows} />
          </div>
        </>
      ) : (
        <SimilarHeading title={ROW_TITLES[shown]} />
      )}
      {filters && (
        <FilterRow
          view={filters}
          address={place.address}
          kept={besidesFilters(place)}
          author={model.author}
        />
      )}
      {similar !== null && place.filtered !== '' ? (
        <FilteredNote
          count={count}
          reason={notLookedThrough}
          address={rowsPath({ ...place, filtered: '' })}
          all="all"
        />
      ) : (
        count === 0 && <Nothing shown={shown} place={place} />
      )}
      {similar && count > 0 && (
        <ModelGrid isRanked carried={carriedOn(place)} cards={rowCards(shown, similar)} />
      )}
    </section>
  )
}

/** Of what counts, what this model has nothing of. */
function WithoutSay({ rows: { kinds, mix } }: { rows: RowsView }) {
  const missing = KINDS.filter((kind) => mix[kind] > 0 && !kinds.includes(kind))
  if (missing.length === 0) return null
  return <p className="mt-1 text-sm text-muted">{missing.map((kind) => WITHOUT_SAY[kind]).join(' ')}</p>
}

function Nothing({ shown, place }: { shown: keyof typeof NOTHING_OF; place: RowPlace }) {
  return (
    <p className="text-muted">
      {NOTHING_OF[shown]}{' '}
      {shown === 'blend' && (
        <BrowseLink
          href={rowsPath({ ...place, mix: place.usual })}
          scroll={false}
          className={`${TEXT_LINK} text-ink`}
        >
          Show it balanced
        </BrowseLink>
      )}
    </p>
  )
}
