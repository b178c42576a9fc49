import type { Metadata } from 'next'
import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { BrowseHeading, browseTitle } from '@/components/browse/browse-heading'
import { BrowseNotes, MeantNote } from '@/components/browse/browse-notes'
import { CategoryFilter } from '@/components/browse/category-filter'
import { CloseToTag } from '@/components/browse/close-to-tag'
import { EmptyResult } from '@/components/browse/empty-result'
import { FirstSteps, NotComparedYet } from '@/components/browse/first-steps'
import { NotInCatalogue, strayLinkTitle } from '@/components/browse/not-in-catalogue'
import { Pager } from '@/components/browse/pager'
import { PicturesByWords } from '@/components/browse/pictures-by-words'
import { SortLinks } from '@/components/browse/sort-links'
import { ModelGrid } from '@/components/models/model-grid'
import { modelPath } from '@/components/models/model-path'
import { toCard } from '@/components/models/to-card'
import { SearchByAddress } from '@/components/pictures/search-by-address'
import { RESULTS } from '@/components/ui/looks'
import { readAskedLink } from '@/lib/serving/asked-link'
import { parseSelection } from '@/lib/serving/browse-selection'
import { readBrowsePage } from '@/lib/serving/models'
import { lookUpPath, takesAddresses } from '@/lib/serving/online/online-paths'

// Never tried at build time: the search box reads the address, which is not there then.
export const dynamic = 'force-dynamic'

type Parameters = Record<string, string | string[] | undefined>
type Props = { searchParams: Promise<Parameters> }

export async function generateMetadata({ searchParams }: Props): Promise<Metadata> {
  const parameters = await searchParams
  const link = await linkIn(parameters)
  if (link && link.kind !== 'model') return { title: strayLinkTitle(link), robots: { index: false } }
  const title = browseTitle(parseSelection(parameters).selection)
  return title === null ? {} : { title }
}

async function linkIn(parameters: Parameters) {
  const text = queryIn(parameters)
  return text === undefined ? null : readAskedLink(text, (await headers()).get('host'))
}

const queryIn = ({ query }: Parameters) => (Array.isArray(query) ? query[0] : query)

/** The query where it is an address and nothing else. */
function addressIn(parameters: Parameters): string | null {
  const text = queryIn(parameters)?.trim() ?? ''
  return /^https?:\/\//i.test(text) && URL.canParse(text) ? text : null
}

// No loading.tsx here: it would put the gallery behind a script, out of reach for readers without one.
export default async function BrowsePage({ searchParams }: Props) {
  const parameters = await searchParams
  const link = await linkIn(parameters)
  if (link?.kind === 'model') redirect(modelPath(link.uid))
  if (link) {
    const path = lookUpPath(link)
    if (path !== null) redirect(path)
    const address = addressIn(parameters)
    return (
      <NotInCatalogue link={link}>
        {link.kind === 'elsewhere' && address !== null && takesAddresses() && (
          <SearchByAddress address={address} />
        )}
      </NotInCatalogue>
    )
  }
  const { selection, notes } = parseSelection(parameters)
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
      {view.close.length > 0 && <CloseToTag models={view.close} />}
      {view.pictures.length > 0 && <PicturesByWords models={view.pictures} />}
    </div>
  )
}
