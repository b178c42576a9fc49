import 'server-only'
import { env } from '@/lib/facts/env'
import type { StrayLinkView } from '../views'

/** Whether pictures are fetched from elsewhere here. */
export function takesAddresses(): boolean {
  return env().searchOnline
}

/** The page that looks up a link to Sketchfab; null where nothing may be looked up, or the link leads to none of its models. */
export function lookUpPath(link: StrayLinkView): string | null {
  if (!env().searchOnline) return null
  if (link.kind === 'not-here') return `/sketchfab/${link.uid}`
  return link.kind === 'short' ? `/sketchfab/short/${new URL(link.url).pathname.slice(1)}` : null
}
