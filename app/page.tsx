import type { Metadata } from 'next'
import { BrowseHeading, browseTitle } from '@/components/browse/browse-heading'
import { BrowseNotes, MeantNote } from '@/components/browse/browse-notes'
import { CategoryFilter } from '@/components/browse/category-filter'
import { EmptyResult } from '@/components/browse/empty-result'
import { FirstSteps, NotComparedYet } from '@/components/browse/first-steps'
import { Pager } from '@/components/browse/pager'
import { PicturesByWords } from '@/components/browse/pictures-by-words'
import { SortLinks } from '@/components/browse/sort-links'
import { ModelGrid } from '@/components/models/model-grid'
import { toCard } from '@/components/models/to-card'
import { RESULTS } from '@/components/ui/looks'
import { parseSelection } from '@/lib/serving/browse-selection'
import { readBrowsePage } from '@/lib/serving/models'

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> }

export async function generateMetadata({ searchParams }: Props): Promise<Metadata> {
  const title = browseTitle(parseSelection(await searchParams).selection)
  return title === null ? {} : { title }
}

// No loading.tsx here: it would put the gallery behind a script, out of reach for readers without one.
export default async function BrowsePage({ searchParams }: Props) {
  const { selection, notes } = parseSelection(await searchParams)
  const view = await readBrowsePage(selection)
  if (view.catalogueSize === 0) return <FirstSteps />
  return (
    <div className="pt-6 sm:pt-12">
      <BrowseHeading view={view} />
      <BrowseNotes notes={[...new Set([...notes, ...view.notes])]} />
      <MeantNote view={view} />
      {!view.isPublished && <NotComparedYet />}
      <CategoryFilter view={view} />
      <section aria-label="Models" className={`${RESULTS} mt-8`}>
        {view.models.length === 0 ? (
          <EmptyResult selection={view.selection} />
        ) : (
          <>
            <div className="mb-4 flex justify-end">
              <SortLinks view={view} />
            </div>
            <ModelGrid cards={view.models.map((model) => toCard(model))} />
            <Pager view={view} />
          </>
        )}
      </section>
      {view.pictures.length > 0 && <PicturesByWords models={view.pictures} />}
    </div>
  )
}
