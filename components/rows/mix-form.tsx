'use client'

import { useRef } from 'react'
import { BUTTON, SMALL_BUTTON } from '@/components/ui/looks'
import { Slider } from '@/components/ui/slider'
import { hasWeight, onlyOf, WEIGHED, WEIGHED_NAMES, weighsAlike } from './mix'
import { MixLink } from './mix-link'
import { besidesFilters, type RowPlace, rowsPath } from './row-place'
import { useMix } from './use-mix'

/** Five steps from nothing to all: each makes another row, more would hardly. */
const STEP = 0.25

type Props = {
  place: RowPlace
  /** What is first under the mix, by name. */
  first: readonly string[]
}

/**
 * How much looks, likes and the subject count. A form that works by itself before and without JavaScript; with it the row and the
 * address follow as soon as a slider is let go.
 */
export function MixForm({ place, first }: Props) {
  const form = useRef<HTMLFormElement>(null)
  const { mix, setMix, isWaiting } = useMix(form, place, first)
  return (
    <form ref={form} action={place.address} data-waiting={isWaiting || undefined} className="print:hidden">
      {[...besidesFilters(place), ...new URLSearchParams(place.filtered)]
        .filter(([name]) => !WEIGHED.some((kind) => kind === name))
        .map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
      <fieldset className="flex flex-wrap items-end gap-4">
        <legend className="sr-only">How much each counts</legend>
        <div className="grid grow grid-cols-3 gap-x-5 sm:gap-x-10">
          {WEIGHED.map((kind) => (
            <div key={kind}>
              <MixLink
                href={rowsPath({ ...place, mix: onlyOf(kind, place.mix) })}
                isCurrent={weighsAlike(place.mix, onlyOf(kind, place.mix))}
              >
                {WEIGHED_NAMES[kind]}
                <span className="sr-only"> alone</span>
              </MixLink>
              <Slider
                label={WEIGHED_NAMES[kind]}
                name={kind}
                min={0}
                max={1}
                step={STEP}
                value={mix[kind]}
                onChange={({ currentTarget }) => {
                  const moved = { ...mix, [kind]: currentTarget.valueAsNumber }
                  // The last that counts stays: there would be nothing to go by.
                  if (hasWeight(moved)) setMix(moved)
                }}
              />
            </div>
          ))}
        </div>
        <button type="submit" className={`${BUTTON.quiet} ${SMALL_BUTTON} not-noscript:hidden`}>
          Show
        </button>
      </fieldset>
    </form>
  )
}
