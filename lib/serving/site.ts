import 'server-only'
import { env } from '@/lib/env'

/** The address that this server listens on, for links that must be absolute. */
export function siteAddress(): URL {
  const { host, port } = env()
  const shown = ['0.0.0.0', '::'].includes(host) ? 'localhost' : host
  return new URL(`http://${shown.includes(':') ? `[${shown}]` : shown}:${port}`)
}
