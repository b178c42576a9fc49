import type { Metadata } from 'next'
import { PictureGone } from '@/components/pictures/picture-gone'
import { PicturePage } from '@/components/pictures/picture-page'
import { GONE_PICTURE } from '@/components/pictures/picture-words'
import { RESULTS } from '@/components/ui/looks'
import { answerWith } from '@/lib/http/page-answer'
import { picturePage } from '@/lib/serving/picture-page'

type Props = { params: Promise<{ hash: string }> }

// Never tried at build time: the search box reads the address, which is not there then.
export const dynamic = 'force-dynamic'

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const page = await picturePage((await params).hash)
  return { title: page ? 'What looks like this picture' : GONE_PICTURE, robots: { index: false } }
}

export default async function GivenPicturePage({ params }: Props) {
  const page = await picturePage((await params).hash)
  if (!page) {
    answerWith(404)
    return <PictureGone />
  }
  if (page.trouble) answerWith(page.trouble.status)
  return (
    <div className={RESULTS}>
      <PicturePage page={page} />
    </div>
  )
}
