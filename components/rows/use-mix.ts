'use client'

import { useRouter } from 'next/navigation'
import { type RefObject, useEffect, useEffectEvent, useLayoutEffect, useState, useTransition } from 'react'
import type { Mix } from '@/lib/serving/views'
import { announce } from './announce'
import { type RowPlace, rowsPath } from './row-place'

/**
 * What sliders ask for and is not there yet; `underWay` is the address that is being gone to. Kept outside of the page: the one with
 * another mix may be of another route, with sliders of its own. One goes on at a time, since Next loads the document anew when it is to
 * leave for a third route before it has come to the second.
 */
let asked: { slider: string; mix: Mix; path: string; underWay: string } | null = null

type UsedMix = {
  /** As the sliders have it. */
  mix: Mix
  setMix(mix: Mix): void
  isWaiting: boolean
}

/**
 * The mix as somebody moves it. What a slider of the form is let go at is gone to; when it is there, it is said what is first, and who was
 * at a slider still is.
 *
 * @param first what is first under the mix of the page, by name
 */
export function useMix(
  form: RefObject<HTMLFormElement | null>,
  place: RowPlace,
  first: readonly string[],
): UsedMix {
  const router = useRouter()
  const [isWaiting, startTransition] = useTransition()
  const path = rowsPath(place)
  const mixNow = asked?.underWay === path ? asked.mix : place.mix
  const [drawn, setDrawn] = useState({ path, mix: mixNow })
  // What came of a change sets the sliders, and so does the way back.
  if (drawn.path !== path) setDrawn({ path, mix: mixNow })

  const goTo = (address: string) => startTransition(() => router.replace(address, { scroll: false }))

  const onLetGo = useEffectEvent(({ target }: Event) => {
    if (!(target instanceof HTMLInputElement)) return
    const wanted = { slider: target.name, mix: drawn.mix, path: rowsPath({ ...place, mix: drawn.mix }) }
    if (asked !== null) asked = { ...wanted, underWay: asked.underWay }
    else if (wanted.path !== path) {
      asked = { ...wanted, underWay: wanted.path }
      goTo(wanted.path)
    }
  })
  useEffect(() => {
    const sliders = form.current
    // React calls a change what is only a step on the way.
    sliders?.addEventListener('change', onLetGo)
    return () => sliders?.removeEventListener('change', onLetGo)
  }, [form])

  const names = first.join(', ')
  const onArrival = useEffectEvent(() => {
    if (asked === null || asked.underWay !== path) {
      asked = null
      // The region for it is there before its words, for these to be noticed.
      announce('')
      return
    }
    const slider = form.current?.elements.namedItem(asked.slider)
    if (document.activeElement === document.body && slider instanceof HTMLElement)
      slider.focus({ preventScroll: true })
    if (asked.path === path) {
      asked = null
      announce(names === '' ? 'Nothing is left.' : `First now: ${names}.`)
    } else {
      asked = { ...asked, underWay: asked.path }
      goTo(asked.path)
    }
  })
  // With the page, not after it: the next key may be on its way.
  useLayoutEffect(() => onArrival(), [path, names])
  useLayoutEffect(() => () => announce(''), [])

  return { mix: drawn.mix, setMix: (mix) => setDrawn({ path, mix }), isWaiting }
}
