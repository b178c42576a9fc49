import { Commands } from '@/components/messages/commands'
import { BrowseNotes } from '@/components/browse/browse-notes'
import { FilterRow } from '@/components/models/filter-row'
import { FilteredNote } from '@/components/models/filtered-note'
import { filterQuery, withParameters } from '@/components/models/filter-path'
import { ModelGrid } from '@/components/models/model-grid'
import { toCard } from '@/components/models/to-card'
import { TEXT_LINK } from '@/components/ui/looks'
import { BrowseLink } from '@/components/browse/browse-link'
import { modelPath } from '@/components/models/model-path'
import type { MarkedView, ModelView } from '@/lib/serving/views'
import { MARKED_PATH, marksQuery } from './marks-in-address'

/** What is near to the models with a plus and far from those with a minus, or why that is nothing. */
export function MarkedModels({ view, notes }: { view: MarkedView; notes: readonly string[] }) {
  const { plus, minus, leftOut, run, similar, filters, notLookedThrough } = view
  const uidsOf = (models: ModelView[]) => models.map(({ uid }) => uid)
  const marks = { plus: uidsOf(plus), minus: uidsOf(minus) }
  const address = withParameters(MARKED_PATH, marksQuery(marks))
  const kept = [
    ['plus', marks.plus.join(',')],
    ['minus', marks.minus.join(',')],
  ].filter((pair): pair is [string, string] => pair[1] !== '')
  const chosen = filters ? filterQuery(filters.chosen) : ''
  return (
    <div className="pt-6 sm:pt-12">
      <h1 className="text-4xl leading-none wrap-anywhere sm:text-6xl">
        More like these
        {minus.length > 0 && (
          <>
            , <em className="text-accent">less like those</em>
          </>
        )}
      </h1>
      {plus.length + minus.length > 0 && (
        <p className="mt-4 max-w-prose text-muted">
          {plus.length > 0 && (
            <>
              Near to <Names models={plus} />
            </>
          )}
          {minus.length > 0 && (
            <>
              {plus.length > 0 ? ', far from ' : 'Far from '}
              <Names models={minus} />
            </>
          )}
          .
        </p>
      )}
      <BrowseNotes notes={[...notes, ...leftOut.map(withoutVector)]} />
      <div className="mt-8">
        {run === null ? (
          <div className="max-w-xl">
            <p className="mb-5 text-muted">
              The catalogue has not been compared yet. Whoever runs this site starts that with:
            </p>
            <Commands lines={['npm run precompute']} />
          </div>
        ) : plus.length === 0 ? (
          <p className="max-w-xl text-muted">
            Nothing has a plus yet. Each picture has a plus and a minus in its corner: mark what you would
            like to see more of, and what less.{' '}
            <BrowseLink href="/" className={`${TEXT_LINK} text-ink`}>
              Look around
            </BrowseLink>
          </p>
        ) : (
          <>
            {filters && <FilterRow view={filters} address={MARKED_PATH} kept={kept} />}
            {notLookedThrough ? (
              <p role="status" className="max-w-xl text-muted">
                {WHY[notLookedThrough]}
              </p>
            ) : (
              chosen !== '' && <FilteredNote count={similar.length} reason={null} address={address} />
            )}
            {similar.length > 0 && (
              <ModelGrid isRanked carried={chosen} cards={similar.map(({ model }) => toCard(model))} />
            )}
            {similar.length === 0 && chosen === '' && notLookedThrough === null && (
              <p role="status" className="max-w-xl text-muted">
                {plus.every(({ uid }) => leftOut.some((model) => model.uid === uid))
                  ? 'None of these can be compared yet: the next run takes them in.'
                  : 'What has a plus and what has a minus cancel each other out. Take one of them away.'}
              </p>
            )}
          </>
        )}
      </div>
    </div>
  )
}

const WHY = {
  busy: 'Too many people are looking right now. Try again in a moment.',
  'no-vectors':
    'The published run has kept nothing that several models could be compared with at once. The next one by the recipe “default” does.',
}

const withoutVector = ({ name }: ModelView) =>
  `“${name}” came after the catalogue was last compared, or its picture could not be used: it is left out.`

/** More names than these make no sentence. */
const NAMED = 4

function Names({ models }: { models: ModelView[] }) {
  const shown = models.slice(0, NAMED)
  const more = models.length - shown.length
  return shown.map(({ uid, name }, place) => (
    <span key={uid}>
      {place > 0 && (place === shown.length - 1 && more === 0 ? ' and ' : ', ')}
      <BrowseLink href={modelPath(uid)} className={`${TEXT_LINK} text-ink`}>
        <bdi>{name}</bdi>
      </BrowseLink>
      {place === shown.length - 1 && more > 0 && ` and ${more} more`}
    </span>
  ))
}
