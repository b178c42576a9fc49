import { Commands } from '@/components/messages/commands'
import { Message } from '@/components/messages/message'
import { Note } from '@/components/ui/note'

/** Instead of the gallery, while the catalogue has no model. */
export function FirstSteps() {
  return (
    <Message title="An empty gallery">
      <p>There are no models in the catalogue yet. Load some, then have them compared:</p>
      <Commands
        lines={[
          'npm run catalog:sample             # 3D emoji, to look around',
          'npm run catalog:folder -- pictures # or your own renders',
          'npm run catalog:sketchfab          # or what people like on Sketchfab',
          'npm run precompute                 # finds what looks alike',
        ]}
      />
      <p>This page shows them as soon as they are there.</p>
    </Message>
  )
}

/** Above the gallery, while models are there but nothing is published. */
export function NotComparedYet() {
  return (
    <Note>
      These models have not been compared yet, so their pages cannot show what looks like them.{' '}
      <code className="text-ink">npm run precompute</code> does that.
    </Note>
  )
}
