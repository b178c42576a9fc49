'use client'

import { useState } from 'react'
import { createPortal } from 'react-dom'
import { SearchForm } from '@/components/layout/search-form'
import { SiteHeader } from '@/components/layout/site-header'
import { ROW_TITLES } from '@/components/rows/row-words'
import { BONE } from '@/components/ui/looks'
import type { CardView } from '@/lib/serving/views'
import { ModelGridSkeleton } from './model-grid-skeleton'
import { ModelName } from './model-name'
import { ModelPageFrame } from './model-page-frame'
import { ModelPicture } from './model-picture'
import { SimilarHeading } from './similar-heading'

/**
 * A model's page as far as its card tells, each part where the page will have it. Lies over the content that is
 * being left, and only fades in once the wait is long enough to notice.
 */
export function ModelPageSkeleton({ card }: { card: CardView }) {
  const [content] = useState(() => document.getElementById('content'))
  // The page will begin at its top. Where that is out of sight, the header comes into sight with it.
  const [isScrolled] = useState(() => content !== null && content.getBoundingClientRect().top < 0)
  if (!content) return null
  return createPortal(
    <div
      className={`page-skeleton inset-0 z-5 animate-appear overflow-hidden bg-ground ${isScrolled ? 'fixed' : 'absolute'}`}
    >
      <p role="status" className="sr-only">
        Loading {card.name}
      </p>
      <div inert>
        {isScrolled && <SiteHeader search={<SearchForm />} />}
        <div className="mx-auto max-w-360 px-5 sm:px-10">
          <ModelPageFrame
            model={
              <>
                <ModelPicture model={card} />
                <ModelName name={card.name} as="p" />
                <div className={`${BONE} mt-4 h-8 w-2/5`} />
              </>
            }
            similar={
              <>
                <SimilarHeading as="p" title={card.reasons && ROW_TITLES.blend} />
                <ModelGridSkeleton cards={12} />
              </>
            }
          />
        </div>
      </div>
    </div>,
    isScrolled ? document.body : content,
  )
}
