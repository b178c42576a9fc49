import type { Metadata } from 'next'
import Link from 'next/link'
import { Message } from '@/components/messages/message'

export const metadata: Metadata = { title: 'Nothing here' }

export default function NotFound() {
  return (
    <Message title="Nothing here">
      <p>There is no page at this address.</p>
      <p>
        <Link href="/" className="text-link text-ink">
          Look through all models
        </Link>
      </p>
    </Message>
  )
}
