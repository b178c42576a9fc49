import { type Addresses, isForPrograms } from './addresses'
import type { Access } from './endpoint'
import { ProblemError, problemResponse } from './problem'
import type { Refusal } from './refusal'

export type AnswerOptions = {
  addresses: Addresses
  /**
   * Asked before anything else of a request is looked at. Returns the id of the session, empty where none is needed.
   *
   * @throws ProblemError when it may not be made
   */
  admit(request: Request, access: Access): Promise<string>
  /** What an error that is no ProblemError means to a reader; null when nothing is known. */
  meaningOf(error: unknown): Refusal | null
}

/** Makes what answers every request to the endpoints: by problem details what is not to be found, refused or failed. */
export function requestAnswerer({
  addresses,
  admit,
  meaningOf,
}: AnswerOptions): (request: Request) => Promise<Response> {
  async function answer(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url)
    const found = addresses.find(pathname)
    // People are told by a page, which the server in front makes.
    if (!found && !isForPrograms(pathname)) return new Response(null, { status: 404 })
    if (!found) {
      throw new ProblemError(
        404,
        `There is nothing at ${pathname}. /api/openapi.json describes what there is.`,
      )
    }
    const endpoint = found.endpoints.get(request.method === 'HEAD' ? 'GET' : request.method)
    if (!endpoint) {
      const allow = found.methods.join(', ')
      throw new ProblemError(405, `${request.method} does nothing at ${pathname}; ${allow} do.`, { allow })
    }
    const sessionId = await admit(request, endpoint.access)
    const parts = Object.entries(found.parts).map(([name, sent]) => [name, decodeURIComponent(sent)])
    return endpoint.respond(request, Object.fromEntries(parts), sessionId)
  }

  return async (request) => {
    try {
      return await answer(request)
    } catch (error) {
      if (error instanceof ProblemError) return problemResponse(error.status, error.message, error.headers)
      console.error(error)
      const meaning = meaningOf(error)
      if (meaning) return problemResponse(meaning.status, meaning.detail, meaning.headers)
      return problemResponse(500, 'The server could not answer. Its log says why.')
    }
  }
}
