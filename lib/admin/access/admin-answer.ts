import 'server-only'
import { z } from 'zod'
import { answer } from '@/lib/serving/answer'
import { ProblemError } from '@/lib/serving/problems'
import { isOwnOrigin } from './origin'
import { findSession } from './session'
import { cookieOf } from './session-cookie'

const READING = ['GET', 'HEAD']

/** @throws ProblemError 403 for a request that changes something and comes from another site's page. */
export function assertOwnOrigin(request: Request): void {
  if (READING.includes(request.method) || isOwnOrigin(request.headers)) return
  throw new ProblemError(
    403,
    `This request comes from ${request.headers.get('origin') ?? 'another site'}. Only this site’s own pages may change something.`,
  )
}

/** Answers a request of the admin, whose session has this id. */
export type AdminRespond<Params> = (request: Request, params: Params, sessionId: string) => unknown

/**
 * Makes a route handler that only the admin may call: 401 without a valid session, 403 for a change that another
 * site's page asks for.
 */
export function adminAnswer<Params>(respond: AdminRespond<Params>) {
  return answer<Params>(async (request, params) => {
    assertOwnOrigin(request)
    const sessionId = await findSession(cookieOf(request))
    if (sessionId === null) {
      throw new ProblemError(
        401,
        'Log in first: POST the password to /api/session, and send its cookie along.',
      )
    }
    return respond(request, params, sessionId)
  })
}

/** Far above any body that the API takes. */
const MAX_BODY = 64 * 1024

/**
 * Reads a request's JSON body.
 *
 * @throws ProblemError 400 saying what is wrong with it, 413 when it is too long, 415 when it is said to be no JSON.
 */
export async function parseBody<Schema extends z.ZodType>(
  request: Request,
  schema: Schema,
): Promise<z.infer<Schema>> {
  if (!/^application\/json\b/.test(request.headers.get('content-type') ?? '')) {
    throw new ProblemError(415, 'Send JSON, with the header content-type: application/json.')
  }
  const text = await request.text()
  if (text.length > MAX_BODY) {
    throw new ProblemError(413, `The body has ${text.length} characters; ${MAX_BODY} are allowed.`)
  }
  return assertValid(schema, parseJson(text))
}

/** Parses a body's value. @throws ProblemError 400 naming all that is wrong with it. */
export function assertValid<Schema extends z.ZodType>(schema: Schema, value: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const wrong = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'The body'} ${message}`)
  throw new ProblemError(400, `${[...new Set(wrong)].join('; ')}.`)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new ProblemError(400, 'The body is not valid JSON.')
  }
}

/** A path's number of a run. @throws ProblemError 404 when it is none. */
export function parseRunId(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new ProblemError(404, `There is no run “${text}”.`)
  return Number(text)
}
