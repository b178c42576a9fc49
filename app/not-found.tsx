import type { Metadata } from 'next'
import { NotFoundMessage } from '@/components/messages/not-found-message'

export const metadata: Metadata = { title: 'Nothing here' }

export default function NotFound() {
  return <NotFoundMessage title="Nothing here">There is no page at this address.</NotFoundMessage>
}
