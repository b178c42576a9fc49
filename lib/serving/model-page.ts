import 'server-only'
import { cache } from 'react'
import { readModelPage } from './similar'

/** A model's page, read once a request. */
export const modelPage = cache(readModelPage)

/** The uid in a part of an address as Next passes it to a page, which is as it was sent; to metadata it passes it decoded. */
export function uidAt(segment: string): string {
  return decodeURIComponent(segment)
}
