import { ModelGridSkeleton } from './model-grid-skeleton'

/** Lies over the page that is being left, and only fades in once the wait is long enough to notice. */
export function ModelPageSkeleton() {
  return (
    <div role="status" aria-label="Loading the model" className="page-skeleton">
      <div className="mx-auto max-w-[90rem] px-5 pt-28 sm:px-10">
        <div className="model-hero">
          <div className="tile skeleton" />
          <div>
            <div className="skeleton h-16 w-4/5" />
            <div className="skeleton mt-8 h-5 w-2/5" />
            <div className="skeleton mt-3 h-5 w-1/3" />
          </div>
        </div>
        <div className="skeleton mt-16 mb-7 h-9 w-64" />
        <ModelGridSkeleton cards={12} />
      </div>
    </div>
  )
}
