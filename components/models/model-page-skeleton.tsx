'use client'

import { useState } from 'react'
import { createPortal } from 'react-dom'
import { SearchForm } from '@/components/layout/search-form'
import { SiteHeader } from '@/components/layout/site-header'
import type { CardView } from '@/lib/serving/views'
import { ModelGridSkeleton } from './model-grid-skeleton'
import { ModelName } from './model-name'
import { ModelPicture } from './model-picture'

/**
 * A model's page as far as its card tells, each part where the page will have it. Lies over the content that is
 * being left, and only fades in once the wait is long enough to notice.
 */
export function ModelPageSkeleton({ card }: { card: CardView }) {
  const [content] = useState(() => document.getElementById('content'))
  // The page will begin at its top. Where that is out of sight, the header comes into sight with it.
  const [isScrolled] = useState(() => content !== null && content.getBoundingClientRect().top < 0)
  if (!content) return null
  const bones = (
    <div className="mx-auto max-w-[90rem] px-5 pt-6 sm:px-10 sm:pt-10">
      <div className="model-hero">
        <ModelPicture model={card} />
        <div>
          <ModelName name={card.name} as="p" />
          <div className="skeleton mt-7 h-5 w-2/5" />
          <div className="skeleton mt-3 h-5 w-1/3" />
        </div>
      </div>
      <div className="skeleton mt-16 mb-7 h-9 w-48 sm:mt-24 sm:h-10" />
      <ModelGridSkeleton cards={12} />
    </div>
  )
  return createPortal(
    <div className="page-skeleton" data-whole={isScrolled || undefined}>
      <p role="status" className="sr-only">
        Loading {card.name}
      </p>
      <div inert>
        {isScrolled && <SiteHeader search={<SearchForm />} />}
        {bones}
      </div>
    </div>,
    isScrolled ? document.body : content,
  )
}
