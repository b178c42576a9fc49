/** What is set about how the site is reached. */
export type Reach = {
  /** What a browser shows as the site's address, when that is set. */
  siteUrl?: URL
  /** Whether what proxies say of the request that they were sent is believed. */
  trustProxy?: boolean
}

type ReadHeader = (name: string) => string | null | undefined

/** What proxies say of the request as it came to them, each as sent, the one nearest to the reader first. */
export type Forwarded = { hosts: string[]; protocols: string[]; ports: string[] }

/** Reads Forwarded (RFC 7239) and the headers X-Forwarded-Host, -Proto and -Port. */
export function readForwarded(header: ReadHeader): Forwarded {
  const parameters = forwardedParameters(header('forwarded') ?? '')
  const of = (name: string, older: string) => [...(parameters.get(name) ?? []), ...listed(header(older))]
  return {
    hosts: of('host', 'x-forwarded-host'),
    protocols: of('proto', 'x-forwarded-proto').map((protocol) => protocol.toLowerCase()),
    ports: listed(header('x-forwarded-port')),
  }
}

function listed(value: string | null | undefined): string[] {
  return (value ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

function forwardedParameters(value: string): Map<string, string[]> {
  const parameters = new Map<string, string[]>()
  for (const [, name = '', quoted, plain] of value.matchAll(/([\w-]+)\s*=\s*(?:"([^"]*)"|([^\s,;"]*))/g)) {
    const key = name.toLowerCase()
    const given = quoted ?? plain ?? ''
    if (given !== '') parameters.set(key, [...(parameters.get(key) ?? []), given])
  }
  return parameters
}

/**
 * The origin that a reader of the site knows it by, e.g. `https://shop.example`: what is set, else what a trusted
 * proxy says.
 *
 * @returns null when it is not known; links then have to be relative
 */
export function siteOrigin(header: ReadHeader, { siteUrl, trustProxy = false }: Reach): string | null {
  if (siteUrl) return siteUrl.origin
  if (!trustProxy) return null
  const { hosts, protocols, ports } = readForwarded(header)
  const host = hosts[0] ?? header('host') ?? ''
  const protocol = protocols[0] ?? 'http'
  if (!/^https?$/.test(protocol)) return null
  const site = parseHost(host, protocol)
  if (!site) return null
  const port = ports[0]
  if (site.port === '' && !/:\d+$/.test(host) && port !== undefined && /^\d{1,5}$/.test(port))
    site.port = port
  return site.origin
}

/** A host as a header names it: a name or an address, in brackets when it is of IPv6, and perhaps a port. */
export function parseHost(host: string, protocol = 'http'): URL | null {
  const isHost = /^([a-z0-9_.-]+|\[[0-9a-f:.]+\])(:\d{1,5})?$/i.test(host)
  return isHost && URL.canParse(`${protocol}://${host}`) ? new URL(`${protocol}://${host}`) : null
}
