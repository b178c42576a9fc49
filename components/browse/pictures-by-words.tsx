import { ModelGrid } from '@/components/models/model-grid'
import { toCard } from '@/components/models/to-card'
import type { ModelView } from '@/lib/serving/views'

/** What a search goes on with below its own results: models whose pictures fit its words. */
export function PicturesByWords({ models }: { models: ModelView[] }) {
  return (
    <section aria-labelledby="pictures" className="mt-12">
      <h2 id="pictures" className="mb-3 text-2xl sm:mb-4 sm:text-3xl">
        Pictures that fit these words
      </h2>
      <ModelGrid cards={models.map((model) => toCard(model))} />
    </section>
  )
}
