import type { OutgoingHttpHeader, OutgoingHttpHeaders, ServerResponse } from 'node:http'
import type { ErrorAnswer } from './error-answer'
import type { PageAnswer } from './page-answer'
import { PROBLEM_TYPE } from './problem'
import { isTakenOver, takeOver } from './take-over'

/** The statuses by which the framework says something to a person by itself, in its words. */
const OF_THE_FRAMEWORK = [400, 404, 405, 409, 412, 416, 500]

/**
 * Watches over what the framework answers: errors that are not in this product's words are replaced, and what is
 * behind the password is kept out of every cache. Must begin before the framework puts its compression in between.
 *
 * @param isBehindPassword whether the answer is for no cache
 * @param answer what to say instead of an error with this status
 * @param said the status that a page has given itself, which then is in its own words
 */
export function keepOwnWords(
  response: ServerResponse,
  isBehindPassword: boolean,
  answer: (status: number) => ErrorAnswer,
  said: PageAnswer = {},
): void {
  const { writeHead, write, end } = response

  function replaceForeign(status: number): void {
    if (isTakenOver(response) || response.headersSent) return
    if (isOwn(status, typeOf(response))) return
    const allow = response.getHeader('allow')
    const { status: ownStatus, headers, body } = answer(status)
    takeOver(response, ownStatus, allow === undefined ? headers : { ...headers, allow: String(allow) }).end(
      body,
    )
  }

  response.writeHead = (
    status: number,
    ...[reason, given = reason]: (string | OutgoingHttpHeaders | OutgoingHttpHeader[] | undefined)[]
  ) => {
    if (isTakenOver(response)) return response
    if (typeof given === 'object' && !Array.isArray(given)) {
      for (const [name, value] of Object.entries(given)) response.setHeader(name, value ?? '')
    }
    replaceForeign(status)
    if (isTakenOver(response)) return response
    if (isBehindPassword) {
      response.setHeader('cache-control', uncached(response.getHeader('cache-control')))
    }
    if (said.status !== undefined && status === 200 && typeOf(response).startsWith('text/html')) {
      for (const [name, value] of Object.entries(said.headers ?? {})) response.setHeader(name, value)
      Reflect.apply(writeHead, response, [said.status])
      return response
    }
    Reflect.apply(writeHead, response, typeof reason === 'string' ? [status, reason] : [status])
    return response
  }
  response.write = (...given: unknown[]) => {
    replaceForeign(response.statusCode)
    return isTakenOver(response) || Boolean(Reflect.apply(write, response, given))
  }
  response.end = (...given: unknown[]) => {
    replaceForeign(response.statusCode)
    if (!isTakenOver(response)) Reflect.apply(end, response, given)
    return response
  }
}

const typeOf = (response: ServerResponse) => String(response.getHeader('content-type') ?? '')

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
