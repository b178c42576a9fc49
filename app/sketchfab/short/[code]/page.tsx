import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { NotLookedUp } from '@/components/pictures/not-looked-up'
import { readShortLink } from '@/lib/serving/online/sketchfab-page'

type Props = { params: Promise<{ code: string }> }

// Never tried at build time: the search box reads the address, which is not there then.
export const dynamic = 'force-dynamic'

export const metadata: Metadata = { title: 'A short link', robots: { index: false } }

export default async function ShortLinkPage({ params }: Props) {
  const link = await readShortLink((await params).code)
  if (link.kind === 'leads-to') redirect(`/sketchfab/${link.uid}`)
  return <NotLookedUp {...link} />
}
