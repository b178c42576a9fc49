import type { Metadata } from 'next'
import { ChoosePanel } from '@/components/pictures/choose-panel'
import { PlainPictureForm } from '@/components/pictures/plain-picture-form'
import { Note } from '@/components/ui/note'
import { readNotice } from '@/lib/admin/forms/notices'
import { takesAddresses } from '@/lib/serving/online/online-paths'

// Never tried at build time: the search box reads the address, which is not there then.
export const dynamic = 'force-dynamic'

export const metadata: Metadata = {
  title: 'Search by picture',
  description: 'Give a picture, and see the 3D models that look like it.',
}

type Props = { searchParams: Promise<{ said?: string | string[] }> }

export default async function SearchByPicturePage({ searchParams }: Props) {
  const notice = await readNotice((await searchParams).said)
  return (
    <div className="mx-auto max-w-2xl pt-10 sm:pt-16">
      <h1 className="text-5xl leading-none sm:text-6xl">Search by picture</h1>
      <p className="mt-6 mb-8 text-base/relaxed text-muted">
        A photograph, a render or a drawing: the models here that look most like it come first. It is kept for
        a day, listed nowhere, and then deleted.
      </p>
      {notice && (
        <div className="mb-8">
          <Note role="alert">{notice.text}</Note>
        </div>
      )}
      <ChoosePanel takesAddresses={takesAddresses()} />
      <PlainPictureForm />
    </div>
  )
}
