import { parseHost, type Reach, readForwarded } from '@/lib/http/site-origin'

/**
 * Whether a request that changes something comes from this site's own pages, or from no page at all, as with curl.
 * Newer browsers say so themselves. Others name the origin of the page, which is then compared with what is known of
 * the site's address: `SITE_URL`, the host that was asked for, and the one that proxies say they were asked for. No
 * page can make a browser send these for another site.
 */
export function isOwnOrigin(headers: Headers, reach: Reach = {}): boolean {
  const fetchSite = headers.get('sec-fetch-site')
  if (fetchSite !== null && fetchSite !== '') return ['same-origin', 'none'].includes(fetchSite)
  const origin = headers.get('origin')
  if (origin === null) return true
  if (!/^https?:\/\//.test(origin) || !URL.canParse(origin)) return false
  const page = new URL(origin)
  return reach.siteUrl?.origin === page.origin || namesOf(headers, reach).some((name) => isSame(name, page))
}

type Name = { site: URL; mayLackPort: boolean }

function namesOf(headers: Headers, { trustProxy = false }: Reach): Name[] {
  const host = headers.get('host')
  const { hosts, ports } = readForwarded((name) => headers.get(name))
  const named = [
    { host, mayLackPort: trustProxy },
    // The framework gives a request that came through no proxy the same host once more.
    ...hosts.map((forwarded) => ({ host: forwarded, mayLackPort: trustProxy || forwarded !== host })),
    ...hosts.flatMap((forwarded) =>
      ports.map((port) => ({ host: `${forwarded}:${port}`, mayLackPort: false })),
    ),
  ]
  return named.flatMap(({ host, mayLackPort }) => {
    const site = parseHost(host ?? '')
    return site ? [{ site, mayLackPort }] : []
  })
}

/** Proxies leave out ports and put in those that a browser does not show; the protocol is between them and the browser. */
function isSame({ site, mayLackPort }: Name, page: URL): boolean {
  const host = (url: URL) => url.hostname.replace(/\.$/, '')
  const port = (url: URL) => (['80', '443'].includes(url.port) ? '' : url.port)
  if (host(site) !== host(page)) return false
  return port(site) === port(page) || (port(site) === '' && mayLackPort)
}

/** Says which page a refused request came from, what the site is known by, and how to make the page's address known. */
export function foreignOrigin(headers: Headers, { siteUrl }: Reach): string {
  const origin = headers.get('origin')
  const seen = ['host', 'forwarded', 'x-forwarded-host', 'x-forwarded-port']
    .map((name) => ({ name, value: headers.get(name) }))
    .filter(({ value }) => value !== null)
    .map(({ name, value }) => `${name}: ${value}`)
  const known = [...(siteUrl ? [`SITE_URL: ${siteUrl.origin}`] : []), ...seen].join(', ')
  const remedy =
    origin === null || origin === 'null'
      ? 'If it was one, set SITE_URL to the address that the browser shows, and start the server again.'
      : `If ${origin} is where you reach this site, set SITE_URL=${origin} and start the server again.`
  return `This request comes from ${origin ?? 'another site'}. Only this site’s own pages may change something (${known}). ${remedy}`
}

/** Whether a browser reaches the site by https, so that its cookie can be for that alone. */
export function isSeenByHttps(request: Request, { siteUrl }: Reach): boolean {
  const origin = request.headers.get('origin')
  if (origin !== null && URL.canParse(origin)) return origin.startsWith('https:')
  if (siteUrl) return siteUrl.protocol === 'https:'
  const [protocol = new URL(request.url).protocol] = readForwarded((name) =>
    request.headers.get(name),
  ).protocols
  return protocol.startsWith('https')
}
