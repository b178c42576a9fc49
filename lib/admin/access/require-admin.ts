import 'server-only'
import { cookies } from 'next/headers'
import { redirect } from 'next/navigation'
import { findSession } from './session'
import { SESSION_COOKIE } from './session-cookie'

/** Whether a page is asked for by the admin. */
export async function isAdmin(): Promise<boolean> {
  const cookie = (await cookies()).get(SESSION_COOKIE)
  return (await findSession(cookie?.value)) !== null
}

/**
 * Lets only the admin see a page; others are led to the login, and back afterwards.
 *
 * @param path the page's own address
 */
export async function requireAdmin(path: string): Promise<void> {
  if (!(await isAdmin())) redirect(`/admin/login?${new URLSearchParams({ next: path })}`)
}

/** Leads the admin on from the login to the page that was wanted: one of the dashboard, whatever the address says. */
export async function leaveIfAdmin(next: string): Promise<void> {
  if (await isAdmin()) redirect(next)
}
