import type { ReactNode } from 'react'

type Props = {
  /** The model: its picture, its name and what is known of it. */
  model: ReactNode
  /** What looks like it. */
  similar: ReactNode
}

/** Where a model's page has its parts: side by side as soon as there is room, and the model stays in sight. */
export function ModelPageFrame({ model, similar }: Props) {
  return (
    <div className="pt-2 sm:pt-6 lg:grid lg:grid-cols-[36fr_64fr] lg:items-start lg:gap-x-12">
      <article className="model-hero min-w-0 lg:sticky lg:top-4 lg:-m-1 lg:max-h-[calc(100dvh-2rem)] lg:overflow-y-auto lg:p-1 lg:[scrollbar-width:thin] print:max-h-none print:overflow-visible">
        {model}
      </article>
      <div className="mt-5 min-w-0 sm:mt-10 lg:mt-0">{similar}</div>
    </div>
  )
}
