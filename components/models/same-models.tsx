import type { SameView } from '@/lib/serving/views'
import { FoldArrow } from './fold-arrow'
import { CardList } from './model-grid'
import { toCard } from './to-card'

/** As many as tell at a glance what is behind. */
const PEEKS = 3

/** What is the same thing as the model of a page once more: apart from what looks like it, and folded. */
export function SameModels({ same: { count, models } }: { same: SameView }) {
  return (
    <details className="same group mb-8">
      <summary className="flex w-fit cursor-pointer list-none items-center gap-3 rounded-full py-1 pr-3 hover:text-accent [&::-webkit-details-marker]:hidden">
        <span className="flex -space-x-3" aria-hidden>
          {models.slice(0, PEEKS).map(({ uid, thumbnailUrl, ageRestricted }) => (
            <span
              key={uid}
              className="grid size-9 place-items-center overflow-hidden rounded-full border-2 border-ground bg-tile"
            >
              <img
                src={thumbnailUrl}
                alt=""
                loading="lazy"
                decoding="async"
                className={`size-full object-contain p-0.5 ${ageRestricted ? 'blur-sm' : ''}`}
              />
            </span>
          ))}
        </span>
        <span className="font-medium">{timesWords(count)}</span>
        <FoldArrow className="transition-transform duration-150 group-open:rotate-90" />
      </summary>
      <div className="mt-4">
        <CardList cards={models.map((model) => toCard(model))} />
        {models.length < count && (
          <p className="mt-4 text-sm text-muted">The first {models.length.toLocaleString('en')} are shown.</p>
        )}
      </div>
    </details>
  )
}

function timesWords(count: number): string {
  if (count === 1) return 'The same thing, once more'
  return `The same thing, ${count.toLocaleString('en')} more times`
}
