import Link from 'next/link'
import { Message } from '@/components/messages/message'
import { destinationOf, ExternalLink } from '@/components/models/external-link'
import { BUTTON, LONE_LINK, TEXT_LINK } from '@/components/ui/looks'

type Props = {
  title: string
  detail: string
  /** Where it leads to, elsewhere. */
  url: string | null
}

/** In the place of a model of Sketchfab that could not be looked up: why. */
export function NotLookedUp({ title, detail, url }: Props) {
  const destination = destinationOf(url)
  return (
    <Message title={title}>
      <p className="wrap-anywhere">{detail}</p>
      {destination && (
        <p>
          <ExternalLink destination={destination} className={BUTTON.plain}>
            {destination.label}
          </ExternalLink>
        </p>
      )}
      <p>
        <Link href="/" className={`${LONE_LINK} ${TEXT_LINK} text-ink`}>
          Look through all models
        </Link>
      </p>
    </Message>
  )
}
