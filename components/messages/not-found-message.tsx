import Link from 'next/link'
import { LONE_LINK, TEXT_LINK } from '../ui/looks'
import { Message } from './message'

/** Says what is not there, and leads back to what is. */
export function NotFoundMessage({ title, children }: { title: string; children: string }) {
  return (
    <Message title={title}>
      <p>{children}</p>
      <p>
        <Link href="/" className={`${LONE_LINK} ${TEXT_LINK} text-ink`}>
          Look through all models
        </Link>
      </p>
    </Message>
  )
}
