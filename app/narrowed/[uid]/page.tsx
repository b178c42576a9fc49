import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { ModelPage } from '@/components/models/model-page'
import { parseFilter, type SearchParameters } from '@/lib/serving/filter-in-address'
import { modelMetadata } from '@/lib/serving/model-metadata'
import { readModelPage, shownModel, uidAt } from '@/lib/serving/model-page'
import { parseRows } from '@/lib/serving/rows-in-address'

type Props = { params: Promise<{ uid: string }>; searchParams: Promise<SearchParameters> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const model = await shownModel((await params).uid)
  // There are as many of these pages as there are filters; the model's own says it all.
  return { ...modelMetadata(model ?? undefined, undefined), robots: { index: false } }
}

// The page of a model where its address has filters, or says what rows are wanted: next.config.js leads here. Made for each request,
// while the one without is made once.
export default async function NarrowedModelPage({ params, searchParams }: Props) {
  const parameters = await searchParams
  const { filter, notes } = parseFilter(parameters)
  const rows = parseRows(parameters)
  const page = await readModelPage(uidAt((await params).uid), filter, rows.choice)
  if (!page) notFound()
  return <ModelPage page={page} notes={page.rows ? [...notes, ...rows.notes] : notes} />
}
