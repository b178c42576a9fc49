import type { Metadata } from 'next'
import { NotFoundMessage } from '@/components/messages/not-found-message'
import { PAGE_NOT_FOUND } from '@/lib/http/not-found-words'

// The search box reads the address, which says nothing to this page.
export const dynamic = 'force-static'

export const metadata: Metadata = { title: PAGE_NOT_FOUND.title }

export default function NotFound() {
  return <NotFoundMessage title={PAGE_NOT_FOUND.title}>{PAGE_NOT_FOUND.detail}</NotFoundMessage>
}
