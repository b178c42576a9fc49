import { BrowseLink } from '@/components/browse/browse-link'
import { CardLine } from '@/components/models/model-grid'
import { LONE_LINK } from '@/components/ui/looks'
import type { Kind } from '@/lib/facts/kinds'
import type { SimilarModelView } from '@/lib/serving/views'
import { rowCards } from './row-cards'
import { carriedOn, type RowPlace, rowsPath } from './row-place'
import { ROW_TITLES } from './row-words'

type Props = { kind: Kind; similar: readonly SimilarModelView[]; place: RowPlace }

/** What is similar in one way, in a line, with the way to all of it. */
export function RowLine({ kind, similar, place }: Props) {
  const id = `row-${kind}`
  return (
    <section aria-labelledby={id} className="mt-14">
      <div className="mb-3 flex items-baseline justify-between gap-x-5">
        <h2 id={id} className="text-2xl">
          {ROW_TITLES[kind]}
        </h2>
        <BrowseLink
          href={rowsPath({ ...place, alone: kind })}
          className={`${LONE_LINK} shrink-0 text-sm text-muted`}
        >
          See all<span className="sr-only"> of “{ROW_TITLES[kind]}”</span>
        </BrowseLink>
      </div>
      <CardLine cards={rowCards(kind, similar)} carried={carriedOn(place)} />
    </section>
  )
}
