import 'server-only'
import { endAdminSession, openAdminSession } from '../access/login'
import { pageAfterLogin } from '../access/page-after-login'
import type { FormOutcome } from './form-answer'

/** @throws ProblemError as `openAdminSession`. */
export async function logInByForm(form: URLSearchParams, request: Request): Promise<FormOutcome> {
  const { cookies } = await openAdminSession(request, form.get('password') ?? '')
  return { location: pageAfterLogin(form.get('next') ?? undefined), cookies }
}

/** @throws ProblemError 503 while the database is locked. */
export async function logOutByForm(_: URLSearchParams, request: Request): Promise<FormOutcome> {
  const { cookies } = await endAdminSession(request)
  return { location: '/admin/login', cookies }
}
