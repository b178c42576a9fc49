'use client'

import { useSyncExternalStore } from 'react'

const SHORT = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' })
const UTC = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' })

const never = () => () => {}

/** A moment in the reader's own time zone; in UTC as long as the server cannot know it. */
export function Moment({ at }: { at: string }) {
  const isHere = useSyncExternalStore(
    never,
    () => true,
    () => false,
  )
  const moment = new Date(at)
  return <time dateTime={at}>{isHere ? SHORT.format(moment) : `${UTC.format(moment)} UTC`}</time>
}
