/**
 * Whether a request that changes something comes from this site's own pages, or from no page at all, as with curl.
 * Browsers name the origin with each such request. Behind a proxy the host is the one that the proxy was asked for.
 */
export function isOwnOrigin(headers: Headers): boolean {
  const origin = headers.get('origin')
  if (origin === null) return !['cross-site', 'same-site'].includes(headers.get('sec-fetch-site') ?? '')
  if (!URL.canParse(origin)) return false
  return [headers.get('host'), headers.get('x-forwarded-host')].includes(new URL(origin).host)
}
