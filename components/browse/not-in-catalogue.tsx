import type { ReactNode } from 'react'
import { AllModelsLink } from '@/components/messages/all-models-link'
import { Message } from '@/components/messages/message'
import { destinationOf, ExternalLink } from '@/components/models/external-link'
import { BUTTON } from '@/components/ui/looks'
import type { StrayLinkView } from '@/lib/serving/views'

/** The page’s heading, and its title in the browser. */
export function strayLinkTitle({ kind }: StrayLinkView): string {
  switch (kind) {
    case 'not-here':
      return 'Not in this catalogue'
    case 'short':
      return 'A short link'
    case 'no-model':
      return 'Not a model’s page'
    case 'elsewhere':
      return 'Not a link to Sketchfab'
  }
}

type Props = {
  link: StrayLinkView
  /** What can be shown all the same. */
  children?: ReactNode
}

/** Instead of the gallery, where a link was looked for that leads to no model of the catalogue. */
export function NotInCatalogue({ link, children }: Props) {
  const destination = destinationOf('url' in link ? link.url : null)
  return (
    <>
      <Message title={strayLinkTitle(link)}>
        <p className="wrap-anywhere">
          <Explanation link={link} />
        </p>
        {destination && (
          <p>
            <ExternalLink destination={destination} className={`${BUTTON.plain} text-ink`}>
              {destination.label}
            </ExternalLink>
          </p>
        )}
        {children}
        <p>
          <AllModelsLink />
        </p>
      </Message>
    </>
  )
}

function Explanation({ link }: { link: StrayLinkView }) {
  switch (link.kind) {
    case 'not-here':
      return (
        <>
          No model here has the uid <code className="text-ink">{link.uid}</code>. Sketchfab may still have it.
        </>
      )
    case 'short':
      return 'Only Sketchfab knows which model it stands for. Open it there, and look here for the address that it leads to.'
    case 'no-model':
      return (
        <>
          It leads to Sketchfab, but to no single model there. The address of a model looks like{' '}
          <code className="text-ink">sketchfab.com/3d-models/its-name-and-uid</code>.
        </>
      )
    case 'elsewhere':
      return (
        <>
          It leads to <bdi className="text-ink">{link.host}</bdi>. Of links, only those to models on Sketchfab
          are understood; words find what is in this catalogue.
        </>
      )
  }
}
