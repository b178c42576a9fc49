export const SESSION_COOKIE = 'rec-a-sketch-admin'

/**
 * The header that gives the browser the session's cookie, or takes it away.
 *
 * @param isSecure whether the site is reached by https, and the cookie is for that alone
 */
export function sessionCookie(session: { value: string; expiresAt: Date } | null, isSecure: boolean): string {
  const expires = session?.expiresAt ?? new Date(0)
  return [
    `${SESSION_COOKIE}=${session?.value ?? ''}`,
    `Path=/; HttpOnly; SameSite=Strict; Expires=${expires.toUTCString()}`,
    ...(isSecure ? ['Secure'] : []),
  ].join('; ')
}

/** The value of a cookie in a request, by default of the session's; undefined when there is none. */
export function cookieOf(request: Request, name = SESSION_COOKIE): string | undefined {
  const pairs = (request.headers.get('cookie') ?? '').split(';').map((pair) => pair.trim())
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1)
}
