import 'server-only'
import { env } from '@/lib/env'
import { siteAddress } from '@/lib/site-address'

/** The address that this server listens on, for links that must be absolute. */
export function thisSite(): URL {
  return siteAddress(env())
}
