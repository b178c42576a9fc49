import Link from 'next/link'
import { Message } from '@/components/messages/message'

export default function ModelNotFound() {
  return (
    <Message title="No such model">
      <p>It may have left the catalogue, or the address has a slip in it.</p>
      <p>
        <Link href="/" className="text-link text-ink">
          Look through all models
        </Link>
      </p>
    </Message>
  )
}
