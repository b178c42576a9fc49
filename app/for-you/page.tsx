import type { Metadata } from 'next'
import { ForYou } from '@/components/hearts/for-you'

export const metadata: Metadata = { title: 'For you', robots: { index: false } }

// The search box reads the address, which says nothing to this page; hearts are in the browser.
export const dynamic = 'force-static'

export default function ForYouPage() {
  return <ForYou />
}
