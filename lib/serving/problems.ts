import { PROBLEM_TYPE, problemDetails } from '@/lib/http/problem'

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
  return Response.json(problemDetails(status, detail), {
    status,
    headers: { 'cache-control': 'no-store', ...headers, 'content-type': PROBLEM_TYPE },
  })
}
