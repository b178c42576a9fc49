import type { OutgoingHttpHeader, OutgoingHttpHeaders, ServerResponse } from 'node:http'
import { isBehindPassword } from './addresses'
import type { ErrorAnswer } from './error-answer'
import { PROBLEM_TYPE } from './problem'

/** The statuses by which the framework says something to a person by itself, in its words. */
const OF_THE_FRAMEWORK = [400, 404, 405, 409, 412, 416, 500]

/**
 * Watches over what the framework answers: errors that are not in this product's words are replaced, and what is
 * behind the password is kept out of every cache. Must begin before the framework puts its compression in between.
 *
 * @param answer what to say instead of an error with this status
 */
export function keepOwnWords(
  path: string,
  response: ServerResponse,
  answer: (status: number) => ErrorAnswer,
): void {
  const { writeHead, write, end } = response
  let isReplaced = false

  /** Answers instead of the framework; what it goes on to write is let go by. */
  function replace(status: number): void {
    isReplaced = true
    const allow = response.getHeader('allow')
    for (const name of response.getHeaderNames()) response.removeHeader(name)
    if (allow !== undefined) response.setHeader('allow', allow)
    const own = answer(status)
    Reflect.apply(writeHead, response, [own.status, own.headers])
    Reflect.apply(end, response, [own.body])
  }
  const isForeign = (status: number) => !isOwn(status, String(response.getHeader('content-type') ?? ''))

  response.writeHead = (
    status: number,
    ...rest: (string | OutgoingHttpHeaders | OutgoingHttpHeader[] | undefined)[]
  ) => {
    if (isReplaced) return response
    if (isForeign(status)) replace(status)
    else {
      if (isBehindPassword(path))
        response.setHeader('cache-control', uncached(response.getHeader('cache-control')))
      Reflect.apply(writeHead, response, [status, ...rest])
    }
    return response
  }
  response.write = (...given: unknown[]) => {
    if (!isReplaced && !response.headersSent && isForeign(response.statusCode)) replace(response.statusCode)
    return isReplaced || Boolean(Reflect.apply(write, response, given))
  }
  response.end = (...given: unknown[]) => {
    if (!isReplaced && !response.headersSent && isForeign(response.statusCode)) replace(response.statusCode)
    if (!isReplaced) Reflect.apply(end, response, given)
    return response
  }
}

/** Problem details are ours; so are pages with a status that the framework does not use, and its answers to its own. */
function isOwn(status: number, type: string): boolean {
  if (status < 400 || type.startsWith(PROBLEM_TYPE)) return true
  if (type.startsWith('text/x-component')) return status < 500
  return type.startsWith('text/html') && !OF_THE_FRAMEWORK.includes(status)
}

/** Proxies that change nothing on the way are asked to by what streams. */
function uncached(cacheControl: unknown): string {
  return String(cacheControl).includes('no-transform') ? 'no-store, no-transform' : 'no-store'
}
