import 'server-only'
import { z } from 'zod'
import { env } from '@/lib/facts/env'
import { MAX_BODY_BYTES } from '@/lib/http/bounds'
import { answer } from '@/lib/serving/answer'
import { ProblemError } from '@/lib/serving/problems'
import { foreignOrigin, isOwnOrigin } from './origin'
import { findSession } from './session'
import { cookieOf } from './session-cookie'

const READING = ['GET', 'HEAD']

/** @throws ProblemError 403 for a request that changes something and comes from another site's page. */
export function assertOwnOrigin(request: Request): void {
  if (READING.includes(request.method) || isOwnOrigin(request.headers, env())) return
  throw new ProblemError(403, foreignOrigin(request.headers, env()))
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
    return uncached(await respond(request, params, sessionId))
  })
}

/** What is behind the password is for no cache. */
function uncached(body: unknown): Response {
  const response = body instanceof Response ? body : Response.json(body)
  const isStream = response.headers.get('cache-control')?.includes('no-transform')
  response.headers.set('cache-control', isStream ? 'no-store, no-transform' : 'no-store')
  return response
}

/**
 * Reads a request's JSON body.
 *
 * @throws ProblemError 400 saying what is wrong with it, 413 when it is too long, 415 when it is said to be no JSON.
 */
export async function parseBody<Schema extends z.ZodType>(
  request: Request,
  schema: Schema,
): Promise<z.infer<Schema>> {
  if (!/^application\/json\b/i.test(request.headers.get('content-type') ?? '')) {
    throw new ProblemError(415, 'Send JSON, with the header content-type: application/json.')
  }
  return assertValid(schema, parseJson(await readBody(request)))
}

/**
 * Reads a request's body as text, and no more of it than is allowed, whatever it says of its length.
 *
 * @throws ProblemError 400 when it is cut off or not UTF-8, 413 when it is too long.
 */
export async function readBody(request: Request): Promise<string> {
  const tooLong = new ProblemError(413, `The body has more than ${MAX_BODY_BYTES} bytes.`)
  if (Number(request.headers.get('content-length') ?? 0) > MAX_BODY_BYTES) throw tooLong
  const chunks: Uint8Array[] = []
  let received = 0
  try {
    for await (const chunk of request.body ?? []) {
      received += chunk.byteLength
      if (received > MAX_BODY_BYTES) break
      chunks.push(chunk)
    }
  } catch {
    throw new ProblemError(400, 'The body did not arrive as a whole.')
  }
  if (received > MAX_BODY_BYTES) throw tooLong
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks))
  } catch {
    throw new ProblemError(400, 'The body is not UTF-8.')
  }
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
