'use client'

import { BUTTON } from '@/components/ui/looks'
import { usePictureSearch } from './picture-search'

/** Offers to look at the picture that an address leads to, if it is one. */
export function SearchByAddress({ address }: { address: string }) {
  const { searchBy } = usePictureSearch()
  return (
    <p className="[@media(scripting:none)]:hidden">
      <button
        type="button"
        onClick={() => searchBy({ kind: 'address', address })}
        className={`${BUTTON.strong} font-sans`}
      >
        Search by the picture there
      </button>
    </p>
  )
}
