import 'server-only'
import { cache } from 'react'
import { readModelPage } from './similar'

/** The model page at a part of an address, as Next passes it, read once a request. */
export const modelPageAt = cache(async (segment: string) => {
  const uid = decoded(segment)
  return uid === null ? null : readModelPage(uid)
})

function decoded(segment: string): string | null {
  try {
    return decodeURIComponent(segment)
  } catch {
    return null
  }
}
