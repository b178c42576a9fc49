import { ModelGrid } from '@/components/models/model-grid'
import { toCard } from '@/components/models/to-card'
import type { ModelView } from '@/lib/serving/views'

/** What the first page of a tag ends with: models that lack it, but lie where those lie that have it. */
export function CloseToTag({ models }: { models: ModelView[] }) {
  return (
    <section aria-labelledby="close-to-tag" className="mt-12">
      <h2 id="close-to-tag" className="mb-3 text-2xl sm:mb-4 sm:text-3xl">
        Not tagged so, but close
      </h2>
      <ModelGrid cards={models.map((model) => toCard(model))} />
    </section>
  )
}
