import { STATUS_CODES } from 'node:http'
import type { z } from 'zod'
import type { problemSchema } from './schemas'

export type Problem = z.infer<typeof problemSchema>

/** Thrown by what answers a request; becomes an answer of that status. */
export class ProblemError extends Error {
  constructor(
    readonly status: number,
    detail: string,
    readonly headers: Record<string, string> = {},
  ) {
    super(detail)
    this.name = 'ProblemError'
  }
}

/** An error as RFC 9457 has it. */
export function problemResponse(
  status: number,
  detail: string,
  headers: Record<string, string> = {},
): Response {
  const problem: Problem = {
    type: 'about:blank',
    title: STATUS_CODES[status] ?? 'Error',
    status,
    detail,
  }
  return Response.json(problem, {
    status,
    headers: { 'cache-control': 'no-store', ...headers, 'content-type': 'application/problem+json' },
  })
}
