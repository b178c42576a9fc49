/** The page of the dashboard that an address asks to be led to. */
export function pageAfterLogin(next: string | string[] | undefined): string {
  return typeof next === 'string' && /^\/admin(\/[\w/]*)?$/.test(next) ? next : '/admin'
}
