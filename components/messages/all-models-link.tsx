import Link from 'next/link'
import { LONE_LINK, TEXT_LINK } from '../ui/looks'

/** Leads from what is not there to what is. */
export function AllModelsLink() {
  return (
    <Link href="/" className={`${LONE_LINK} ${TEXT_LINK} text-ink`}>
      Look through all models
    </Link>
  )
}
