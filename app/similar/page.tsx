import type { Metadata } from 'next'
import { MarkedModels } from '@/components/marks/marked-models'
import { RESULTS } from '@/components/ui/looks'
import { parseFilter, type SearchParameters } from '@/lib/serving/filter-in-address'
import { parseMarks, readMarkedPage } from '@/lib/serving/marked-page'

export const metadata: Metadata = { title: 'More like these', robots: { index: false } }

// Never tried at build time: the search box reads the address, which is not there then.
export const dynamic = 'force-dynamic'

type Props = { searchParams: Promise<SearchParameters> }

export default async function MarkedPage({ searchParams }: Props) {
  const parameters = await searchParams
  const { marks, notes } = parseMarks(parameters)
  const { filter, notes: filterNotes } = parseFilter(parameters)
  const view = await readMarkedPage(marks, filter)
  return (
    <div className={RESULTS}>
      <MarkedModels view={view} notes={[...notes, ...filterNotes, ...view.notes]} />
    </div>
  )
}
