import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { ModelFacts } from '@/components/models/model-facts'
import { ModelPageFrame } from '@/components/models/model-page-frame'
import { ModelPicture } from '@/components/models/model-picture'
import { SimilarModels } from '@/components/models/similar-models'
import { RESULTS } from '@/components/ui/looks'
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

export default async function ModelPage({ params }: Props) {
  const { uid, site } = await params
  const page = await modelPage(uidAt(uid))
  if (!page) notFound()
  const image = previewImage(page.model, site)
  return (
    <div className={RESULTS}>
      {image && !image.isAbsolute && <meta property="og:image" content={image.url} />}
      <ModelPageFrame
        model={
          <>
            <ModelPicture model={page.model} />
            <ModelFacts model={page.model} />
          </>
        }
        similar={<SimilarModels {...page} />}
      />
    </div>
  )
}
