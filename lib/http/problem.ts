import { STATUS_CODES } from 'node:http'

/** An error as RFC 9457 has it. */
export type ProblemDetails = { type: string; title: string; status: number; detail: string }

export const PROBLEM_TYPE = 'application/problem+json'

/** @param detail what was wrong and what to do, for a person */
export function problemDetails(status: number, detail: string): ProblemDetails {
  return { type: 'about:blank', title: STATUS_CODES[status] ?? 'Error', status, detail }
}
