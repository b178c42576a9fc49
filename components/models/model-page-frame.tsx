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
      <article className="model-hero min-w-0 top-6 lg:[@media(min-height:40rem)]:not-has-[details_details[open]]:sticky">
        {model}
      </article>
      <div className="mt-5 min-w-0 sm:mt-10 lg:mt-0">{similar}</div>
    </div>
  )
}
