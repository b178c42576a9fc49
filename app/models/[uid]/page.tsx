import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { ModelPage } from '@/components/models/model-page'
import { modelMetadata, previewImage } from '@/lib/serving/model-metadata'
import { modelPage, uidAt } from '@/lib/serving/model-page'

/** `site` is there on pages that are kept for one of the addresses of the site: see app/at. */
type Props = { params: Promise<{ uid: string; site?: string }> }

// Made at the first visit and kept until the catalogue revision changes: see lib/serving/page-cache.mjs.
export const dynamic = 'force-static'
export const generateStaticParams = () => []

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { uid, site } = await params
  return modelMetadata((await modelPage(uid))?.model, site)
}

export default async function WholeModelPage({ params }: Props) {
  const { uid, site } = await params
  const page = await modelPage(uidAt(uid))
  if (!page) notFound()
  const image = previewImage(page.model, site)
  return (
    <ModelPage
      page={page}
      head={image && !image.isAbsolute && <meta property="og:image" content={image.url} />}
    />
  )
}
