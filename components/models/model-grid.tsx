import type { ModelView } from '@/lib/serving/views'
import { ModelCard } from './model-card'

/** About as many as are above the fold on a wide screen. */
const EAGER_CARDS = 12

export function ModelGrid({ models }: { models: ModelView[] }) {
  return (
    <ul role="list" className="grid-of-models">
      {models.map((model, place) => (
        <ModelCard key={model.uid} model={model} isEager={place < EAGER_CARDS} />
      ))}
    </ul>
  )
}
