import { STATUS_CODES } from 'node:http'

/** An error as RFC 9457 has it. */
export type ProblemDetails = { type: string; title: string; status: number; detail: string }

export const PROBLEM_TYPE = 'application/problem+json'

/** @param detail what was wrong and what to do, for a person */
export function problemDetails(status: number, detail: string): ProblemDetails {
  return { type: 'about:blank', title: STATUS_CODES[status] ?? 'Error', status, detail }
}

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

/** An error as RFC 9457 has it, as an answer. */
export function problemResponse(
  status: number,
  detail: string,
  headers: Record<string, string> = {},
): Response {
  return Response.json(problemDetails(status, detail), {
    status,
    headers: { 'cache-control': 'no-store', ...headers, 'content-type': PROBLEM_TYPE },
  })
}
