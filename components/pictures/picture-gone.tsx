import Link from 'next/link'
import { Message } from '@/components/messages/message'
import { BUTTON } from '@/components/ui/looks'
import { ChoosePicture } from './choose-picture'
import { GONE_PICTURE } from './picture-words'

/** Where a picture was searched by that is kept no more. */
export function PictureGone() {
  return (
    <Message title={GONE_PICTURE}>
      <p>
        A picture that somebody searches by is kept for a day, or the address has a slip in it. Whoever still
        has the picture can choose it once more, drop it anywhere on this page, or paste it.
      </p>
      <p className="flex flex-wrap gap-3">
        <ChoosePicture className={BUTTON.strong}>Choose a picture</ChoosePicture>
        <Link href="/" className={BUTTON.quiet}>
          Look through all models
        </Link>
      </p>
    </Message>
  )
}
