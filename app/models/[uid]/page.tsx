import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { ModelFacts } from '@/components/models/model-facts'
import { ModelPicture } from '@/components/models/model-picture'
import { SimilarModels } from '@/components/models/similar-models'
import { modelPageAt } from '@/lib/serving/model-page'

type Props = { params: Promise<{ uid: string }> }

// Made at the first visit and kept until the catalogue revision changes: see lib/serving/page-cache.mjs.
export const dynamic = 'force-static'
export const generateStaticParams = () => []

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const page = await modelPageAt((await params).uid)
  if (!page) return { title: 'No such model' }
  const { model } = page
  const description = `What looks like ${model.name}${model.author ? ` by ${model.author}` : ''}.`
  const images = model.ageRestricted
    ? []
    : [
        {
          url: model.thumbnailUrl,
          width: model.thumbnailWidth,
          height: model.thumbnailHeight,
          alt: model.name,
        },
      ]
  return { title: model.name, description, openGraph: { title: model.name, description, images } }
}

export default async function ModelPage({ params }: Props) {
  const page = await modelPageAt((await params).uid)
  if (!page) notFound()
  return (
    <div className="results pt-6 sm:pt-10">
      <article className="model-hero">
        <ModelPicture model={page.model} />
        <ModelFacts model={page.model} />
      </article>
      <SimilarModels run={page.run} similar={page.similar} />
    </div>
  )
}
