import type { ReactNode } from 'react'
import { destinationOf, ExternalLink } from '@/components/models/external-link'
import { ModelName } from '@/components/models/model-name'
import { BUTTON, LONE_LINK } from '@/components/ui/looks'
import type { OnlineModelView } from '@/lib/serving/views'

type Props = {
  model: OnlineModelView
  /** What can be done about it. */
  children?: ReactNode
}

/** What Sketchfab says of a model that is not in the catalogue, below its picture. */
export function OnlineModelFacts({ model: { name, url, author, authorUrl, license }, children }: Props) {
  const destination = destinationOf(url)
  const byAuthor = destinationOf(authorUrl)
  return (
    <>
      <ModelName name={name} />
      <p className="mt-2 wrap-anywhere text-muted">
        {author &&
          (byAuthor ? (
            <ExternalLink destination={byAuthor} className={LONE_LINK}>
              <bdi>{author}</bdi>
            </ExternalLink>
          ) : (
            <bdi>{author}</bdi>
          ))}
        {author && license && ' · '}
        {license}
      </p>
      <p className="mt-4 text-muted">Not in this catalogue: looked up at Sketchfab.</p>
      <div className="mt-5 flex flex-wrap items-start gap-3">
        {destination && (
          <ExternalLink destination={destination} className={BUTTON.plain}>
            {destination.label}
          </ExternalLink>
        )}
        {children}
      </div>
    </>
  )
}
