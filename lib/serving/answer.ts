import 'server-only'
import { troubleOf } from '@/lib/database/database'
import { ProblemError, problemResponse } from './problems'

type RouteContext<Params> = { params: Promise<Params> }

/**
 * Makes a route handler of a function: what it returns is sent as JSON (or as it is, when it is a Response
 * already), what it throws as problem details.
 */
export function answer<Params>(
  respond: (request: Request, params: Params) => unknown,
): (request: Request, context: RouteContext<Params>) => Promise<Response> {
  return async (request, context) => {
    try {
      const body = await respond(request, await context.params)
      if (body instanceof Response) return body
      return Response.json(body, { headers: { 'cache-control': 'no-cache' } })
    } catch (error) {
      return problemOf(error)
    }
  }
}

/** The answer to what was thrown. */
function problemOf(error: unknown): Response {
  if (error instanceof ProblemError) return problemResponse(error.status, error.message, error.headers)
  console.error(error)
  const trouble = troubleOf(error)
  if (trouble) return problemResponse(trouble.status, trouble.detail, trouble.headers)
  return problemResponse(500, 'The server could not answer. Its log says why.')
}
