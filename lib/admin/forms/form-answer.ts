import 'server-only'
import { isBusy } from '@/lib/database/database'
import { PROBLEM_TYPE, problemDetails, ProblemError, problemResponse } from '@/lib/http/problem'
import { readBody } from '@/lib/http/read-request'
import { databaseBusy } from '@/lib/serving/write'
import { withCookies } from '../access/login'
import { findSession } from '../access/session'
import { cookieOf } from '../access/session-cookie'
import { sealNotice } from './notices'

/** Thrown when a form was filled in wrongly: what is wrong, by the name of the field. */
export class FormError extends ProblemError {
  constructor(
    detail: string,
    readonly fields: Record<string, string>,
  ) {
    super(400, detail)
    this.name = 'FormError'
  }
}

/** What was done with a form: where to go now, and which cookies to keep. */
export type FormOutcome = { location: string; cookies?: readonly string[] }
export type FormRespond = (form: URLSearchParams, request: Request) => Promise<FormOutcome>

/**
 * Makes a route handler for a form of the dashboard. A browser without (or before) JavaScript posts it and is sent on:
 * to what was made of it, or back to the page, which then says what was wrong. A script that asks for JSON is told the
 * same: `{location}`, or problem details with `fields`. The field `back` of a form is the address of its page.
 */
export function formAnswer(respond: FormRespond, { isForAnybody = false } = {}) {
  return async (request: Request): Promise<Response> => {
    const wantsJson = request.headers.get('accept') === 'application/json'
    let form = new URLSearchParams()
    try {
      form = await readForm(request)
      if (!isForAnybody && (await findSession(cookieOf(request))) === null) {
        throw new ProblemError(401, 'The session is over. Log in again.')
      }
      const { location, cookies = [] } = await respond(form, request)
      return wantsJson ? told(location, cookies) : sentTo(location, cookies)
    } catch (error) {
      const problem = asProblem(error)
      if (wantsJson) return toldOf(problem)
      if (problem.status === 415) return problemResponse(problem.status, problem.message)
      const page = dashboardPage(form.get('back'))
      if (problem.status === 401 && !isForAnybody) {
        return sentTo(`/admin/login?${new URLSearchParams({ next: page.pathname })}`)
      }
      page.searchParams.set('said', await sealNotice(noticeOf(problem, form)))
      return sentTo(`${page.pathname}${page.search}`)
    }
  }
}

/** Sends those on who come to a form's address by themselves. */
export function formPage(): Response {
  return sentTo('/admin')
}

/** @throws ProblemError 415, and as `readBody` */
async function readForm(request: Request): Promise<URLSearchParams> {
  if (!/^application\/x-www-form-urlencoded\b/.test(request.headers.get('content-type') ?? '')) {
    throw new ProblemError(415, 'Send the form as application/x-www-form-urlencoded.')
  }
  return new URLSearchParams(await readBody(request))
}

function asProblem(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error
  if (isBusy(error)) return databaseBusy()
  console.error(error)
  return new ProblemError(500, 'The server could not do that. Its log says why.')
}

/** The page of the dashboard that a form says it is on, without what was said there before. */
export function dashboardPage(address: string | null): URL {
  const given = address ?? ''
  const isOurs = /^\/admin(?![^/?])/.test(given) && URL.canParse(given, 'http://localhost')
  const page = new URL(isOurs ? given : '/admin', 'http://localhost')
  for (const name of ['said', 'ask']) page.searchParams.delete(name)
  return page
}

function noticeOf(problem: ProblemError, form: URLSearchParams) {
  if (!(problem instanceof FormError)) return { text: problem.message, fields: {}, values: {} }
  const values = Object.fromEntries(form)
  return { text: problem.message, fields: problem.fields, values }
}

function sentTo(location: string, cookies: readonly string[] = []): Response {
  return new Response(null, { status: 303, headers: [['location', location], ...withCookies(cookies)] })
}

function told(location: string, cookies: readonly string[]): Response {
  return Response.json({ location }, { headers: withCookies(cookies) })
}

function toldOf(problem: ProblemError): Response {
  const { status, message, headers } = problem
  if (!(problem instanceof FormError)) return problemResponse(status, message, headers)
  return Response.json(
    { ...problemDetails(status, message), fields: problem.fields },
    { status, headers: { 'cache-control': 'no-store', 'content-type': PROBLEM_TYPE } },
  )
}
