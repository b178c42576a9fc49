import 'server-only'
import { createHash, randomUUID, timingSafeEqual } from 'node:crypto'
import { sealData, unsealData } from 'iron-session'
import { z } from 'zod'
import { env } from '@/lib/facts/env'
import { database } from '@/lib/serving/database'
import { ProblemError } from '@/lib/http/problem'
import { write } from '@/lib/serving/write'

const SESSION_SECONDS = 12 * 60 * 60

const sealedSession = z.object({ id: z.string(), password: z.string() })

type Secrets = { adminPassword: string; sessionSecret: string }

/** @throws ProblemError 503 while the server has no password. */
export function requireSecrets(): Secrets {
  const { adminPassword, sessionSecret } = env()
  if (adminPassword === undefined || sessionSecret === undefined) {
    throw new ProblemError(
      503,
      'Nobody can log in: the server has no ADMIN_PASSWORD or no SESSION_SECRET. npm start makes both; or set them in .env, and start the server again.',
    )
  }
  return { adminPassword, sessionSecret }
}

const digest = (text: string) => createHash('sha256').update(text).digest()

/**
 * Whether this is the admin's password, in a time that says nothing of how much of it is right.
 *
 * @throws ProblemError 503 while the server has no password.
 */
export function isAdminPassword(password: string): boolean {
  return timingSafeEqual(digest(password), digest(requireSecrets().adminPassword))
}

/** Sessions end with the password that opened them; the cookie carries no more of it than tells whether it is the same. */
function passwordMark({ adminPassword, sessionSecret }: Secrets): string {
  return digest(`${sessionSecret}:${adminPassword}`).toString('hex').slice(0, 16)
}

/**
 * Begins a session and returns the value of its cookie.
 *
 * @param replacedId the session that ends with this; null when there is none
 */
export async function openSession(replacedId: string | null): Promise<{ value: string; expiresAt: Date }> {
  const given = requireSecrets()
  const id = randomUUID()
  const createdAt = new Date()
  const expiresAt = new Date(createdAt.getTime() + SESSION_SECONDS * 1000)
  await write(() => database().sessions.beginSession({ id, createdAt, expiresAt }, replacedId))
  const value = await sealData(
    { id, password: passwordMark(given) },
    { password: given.sessionSecret, ttl: SESSION_SECONDS },
  )
  return { value, expiresAt }
}

/** The id of the session behind a cookie's value; null for a forged, expired or ended one. */
export async function findSession(value: string | undefined): Promise<string | null> {
  const { adminPassword, sessionSecret } = env()
  if (!value || adminPassword === undefined || sessionSecret === undefined) return null
  const unsealed = await unsealData(value, { password: sessionSecret, ttl: SESSION_SECONDS }).catch(
    () => null,
  )
  const session = sealedSession.safeParse(unsealed)
  if (!session.success || session.data.password !== passwordMark({ adminPassword, sessionSecret }))
    return null
  return (await isOpen(session.data.id)) ? session.data.id : null
}

/** Whether a session has neither expired nor ended. */
export async function isOpen(id: string): Promise<boolean> {
  const expiresAt = await database().sessions.findSessionEnd(id)
  return expiresAt !== null && expiresAt > new Date()
}

export async function closeSession(id: string): Promise<void> {
  await write(() => database().sessions.deleteSession(id))
}
