import { ModelPageFrame } from '@/components/models/model-page-frame'
import { SimilarHeading } from '@/components/models/similar-heading'
import type { NoPicture, SketchfabPageView } from '@/lib/serving/views'
import { AddToCatalogue } from './add-to-catalogue'
import { GivenPictureTile } from './given-picture-tile'
import { OnlineModelFacts } from './online-model-facts'
import { PictureLookAlikes } from './picture-look-alikes'

type Props = { page: Extract<SketchfabPageView, { kind: 'found' }>; isAdmin: boolean }

/** A model of Sketchfab that is not in the catalogue, and what in it looks like that. */
export function OnlineModelPage({ page: { model, picture }, isAdmin }: Props) {
  const isLookedAt = typeof picture !== 'string'
  return (
    <ModelPageFrame
      model={
        <>
          <GivenPictureTile
            address={isLookedAt ? picture.picture.imageUrl : null}
            name={model.name}
            size={isLookedAt ? picture.picture : undefined}
          />
          <OnlineModelFacts model={model}>{isAdmin && <AddToCatalogue uid={model.uid} />}</OnlineModelFacts>
        </>
      }
      similar={
        isLookedAt ? (
          <PictureLookAlikes page={picture} />
        ) : (
          <section aria-labelledby="similar">
            <SimilarHeading />
            <p className="max-w-xl text-muted">{REASONS[picture]}</p>
          </section>
        )
      }
    />
  )
}

const REASONS: Record<NoPicture, string> = {
  'age-restricted': 'Its picture is age-restricted at Sketchfab, and is not looked at here.',
  noai: 'Its author asks that no machine looks at it (its tag is noai), hence none has.',
  'no-thumbnail': 'Sketchfab has no picture of it yet.',
  unusable: 'Its picture cannot be used.',
}
