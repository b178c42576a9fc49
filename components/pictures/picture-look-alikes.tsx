import { SimilarHeading } from '@/components/models/similar-heading'
import { SimilarList } from '@/components/models/similar-list'
import type { PicturePageView } from '@/lib/serving/views'

/** About as many as a row of a wide screen has. */
const FEW = 6

/** What looks like a picture, or why nothing could be looked for. */
export function PictureLookAlikes({ page: { run, similar, isCut, trouble } }: { page: PicturePageView }) {
  return (
    <section aria-labelledby="similar">
      <SimilarHeading />
      {trouble && run !== null ? (
        <p role="alert" className="max-w-xl text-muted">
          {trouble.detail}
        </p>
      ) : (
        <SimilarList run={run} similar={similar} isFew={isCut && similar.length < FEW} />
      )}
    </section>
  )
}
