import { ModelPictureSkeleton } from '@/components/models/model-picture'
import { SimilarModelsSkeleton } from '@/components/models/similar-models'

export default function LoadingModel() {
  return (
    <div role="status" aria-label="Loading the model" className="pt-6 sm:pt-10">
      <div className="grid items-center gap-8 md:grid-cols-2 md:gap-12 lg:gap-20">
        <ModelPictureSkeleton />
        <div>
          <div className="skeleton h-16 w-4/5" />
          <div className="skeleton mt-8 h-5 w-2/5" />
          <div className="skeleton mt-3 h-5 w-1/3" />
        </div>
      </div>
      <SimilarModelsSkeleton />
    </div>
  )
}
