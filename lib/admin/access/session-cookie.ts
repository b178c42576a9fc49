export const SESSION_COOKIE = 'rec-a-sketch-admin'

/**
 * The header that gives the browser the session's cookie, or takes it away.
 *
 * @param isSecure as of `cookieHeader`
 */
export function sessionCookie(session: { value: string; expiresAt: Date } | null, isSecure: boolean): string {
  const { value = '', expiresAt = new Date(0) } = session ?? {}
  return cookieHeader(SESSION_COOKIE, value, `Expires=${expiresAt.toUTCString()}`, isSecure)
}

/**
 * The header that gives the browser a cookie, which no script and no other site's page gets to use.
 *
 * @param lifetime its attribute `Expires` or `Max-Age`
 * @param isSecure whether the site is reached by https, and the cookie is for that alone
 */
export function cookieHeader(name: string, value: string, lifetime: string, isSecure: boolean): string {
  return `${name}=${value}; Path=/; HttpOnly; SameSite=Strict; ${lifetime}${isSecure ? '; Secure' : ''}`
}

/** The value of a cookie in a request, by default of the session's; undefined when there is none. */
export function cookieOf(request: Request, name = SESSION_COOKIE): string | undefined {
  const pairs = (request.headers.get('cookie') ?? '').split(';').map((pair) => pair.trim())
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1)
}
