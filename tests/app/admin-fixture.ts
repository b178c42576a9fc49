import { beforeAll, expect, vi } from 'vitest'
import { z } from 'zod'
import { type TestPlace, temporaryPlaceOfFile } from '../setup/temporary'

export const PASSWORD = 'a-password-for-tests'
const SECRET = 'a-secret-for-tests-of-thirty-two-or-more'

/** An empty place for all tests of a file, with a password: what is imported from app and lib reads it. */
export async function adminSite(): Promise<TestPlace> {
  const place = await temporaryPlaceOfFile()
  const set = () => {
    vi.stubEnv('DATA_DIR', place.dataDir)
    vi.stubEnv('DATABASE_URL', place.databaseUrl)
    vi.stubEnv('ADMIN_PASSWORD', PASSWORD)
    vi.stubEnv('SESSION_SECRET', SECRET)
  }
  set()
  beforeAll(set)
  return place
}

/** The same, and the admin logged in: `send` asks for something as the admin does. */
export async function loggedInSite() {
  const place = await adminSite()
  let cookie = ''
  beforeAll(async () => {
    cookie = cookieFrom(await ask('POST', '/api/session', { body: { password: PASSWORD } }))
  })
  return {
    ...place,
    cookie: () => cookie,
    send: (method: string, address: string, body?: unknown) => ask(method, address, { cookie, body }),
  }
}

type RequestOptions = { cookie?: string; body?: unknown; headers?: Record<string, string> }

/** A request as curl sends it. */
export function request(method: string, path: string, { cookie, body, headers }: RequestOptions = {}) {
  return new Request(`http://localhost:3000${path}`, {
    method,
    headers: {
      host: 'localhost:3000',
      ...(cookie && { cookie }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
}

/** Answers a request as the server does it. */
export async function answer(asked: Request): Promise<Response> {
  const { answerRequest } = await import('@/lib/admin/endpoints')
  return answerRequest(asked)
}

/** Asks for something as curl does it. */
export const ask = (...asked: Parameters<typeof request>) => answer(request(...asked))

/** The cookie that an answer gives, as a client sends it back. */
export function cookieFrom(answer: Response): string {
  return answer.headers.get('set-cookie')?.split(';')[0] ?? ''
}

const problem = z.strictObject({
  type: z.string(),
  title: z.string(),
  status: z.number(),
  detail: z.string(),
})

/** What an answer that is an error says to a person. */
export async function detailOf(answer: Response): Promise<string> {
  expect(answer.headers.get('content-type')).toBe('application/problem+json')
  const { status, detail } = problem.parse(await answer.json())
  expect(status).toBe(answer.status)
  return detail
}
