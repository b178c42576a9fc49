import { ModelName } from '@/components/models/model-name'
import { ModelPageFrame } from '@/components/models/model-page-frame'
import { BUTTON } from '@/components/ui/looks'
import type { PicturePageView } from '@/lib/serving/views'
import { ChoosePicture } from './choose-picture'
import { GivenPictureTile } from './given-picture-tile'
import { PictureLookAlikes } from './picture-look-alikes'
import { keptWords, THIS_PICTURE } from './picture-words'

/** A picture that somebody has given, and what looks like it. */
export function PicturePage({ page }: { page: PicturePageView }) {
  const { picture, similar, trouble } = page
  return (
    <ModelPageFrame
      model={
        <>
          <GivenPictureTile address={picture.imageUrl} name={THIS_PICTURE} size={picture} />
          <ModelName name={THIS_PICTURE} />
          <p className="mt-3 max-w-prose text-muted">
            Kept until <time dateTime={picture.until.toISOString()}>{keptWords(picture.until)}</time>. Until
            then, whoever has the address of this page sees it.
          </p>
          {similar.length === 0 && trouble === null && (
            <p className="mt-3 max-w-prose text-muted">
              One object on a plain ground is found best: cut the picture down to it, and try again.
            </p>
          )}
          <p className="mt-5">
            <ChoosePicture className={BUTTON.quiet}>Choose another picture</ChoosePicture>
          </p>
        </>
      }
      similar={<PictureLookAlikes page={page} />}
    />
  )
}
