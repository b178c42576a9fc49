'use client'

import { useRouter } from 'next/navigation'
import { useEffect, useEffectEvent, useLayoutEffect, useRef, useState, useTransition } from 'react'
import { BUTTON, SMALL_BUTTON } from '@/components/ui/looks'
import { Slider } from '@/components/ui/slider'
import { announce } from './announce'
import { hasWeight, onlyOf, WEIGHED, WEIGHED_NAMES, weighsAlike } from './mix'
import { MixLink } from './mix-link'
import { besidesFilters, type RowPlace, rowsPath } from './row-place'

/** Five steps from nothing to all: each makes another row, more would hardly. */
const STEP = 0.25

/** What somebody has moved a slider for, until it is there: on a page, it may be, with sliders of its own. */
let expected: { slider: string; path: string } | null = null

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
  const router = useRouter()
  const form = useRef<HTMLFormElement>(null)
  const [isWaiting, startTransition] = useTransition()
  const path = rowsPath(place)
  const [drawn, setDrawn] = useState({ path, mix: place.mix })
  // What came of a change sets the sliders, and so does the way back.
  if (drawn.path !== path) setDrawn({ path, mix: place.mix })

  const onLetGo = useEffectEvent(({ target }: Event) => {
    const asked = rowsPath({ ...place, mix: drawn.mix })
    const isShown = asked === path && !isWaiting
    if (!(target instanceof HTMLInputElement) || isShown) return
    expected = { slider: target.name, path: asked }
    startTransition(() => router.replace(asked, { scroll: false }))
  })
  useEffect(() => {
    const sliders = form.current
    // React calls a change what is only a step on the way.
    sliders?.addEventListener('change', onLetGo)
    return () => sliders?.removeEventListener('change', onLetGo)
  }, [])

  const names = first.join(', ')
  // With the page, not after it: the next key may be on its way.
  useLayoutEffect(() => {
    // The region for it is made before there are words, for these to be noticed.
    if (expected?.path !== path) return announce('')
    const slider = form.current?.elements.namedItem(expected.slider)
    if (document.activeElement === document.body && slider instanceof HTMLElement)
      slider.focus({ preventScroll: true })
    expected = null
    announce(names === '' ? 'Nothing is left.' : `First now: ${names}.`)
  }, [path, names])
  useLayoutEffect(() => () => announce(''), [])

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
                value={drawn.mix[kind]}
                onChange={({ currentTarget }) => {
                  const mix = { ...drawn.mix, [kind]: currentTarget.valueAsNumber }
                  // The last that counts stays: there would be nothing to go by.
                  if (hasWeight(mix)) setDrawn({ path, mix })
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
