import { SimilarHeading } from '@/components/models/similar-heading'
import { SimilarModels } from '@/components/models/similar-models'
import type { PicturePageView } from '@/lib/serving/views'

/** About as many as a row of a wide screen has. */
const FEW = 6

/** What looks like a picture, or why nothing could be looked for. */
export function PictureLookAlikes({ page: { run, similar, isCut, trouble } }: { page: PicturePageView }) {
  if (trouble && run !== null) {
    return (
      <section aria-labelledby="similar">
        <SimilarHeading />
        <p role="alert" className="max-w-xl text-muted">
          {trouble.detail}
        </p>
      </section>
    )
  }
  const isFew = isCut && similar.length < FEW
  return <SimilarModels run={run} similar={similar} nothingSimilar={null} isFew={isFew} also={null} />
}
