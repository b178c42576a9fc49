/** Where the API has the runs of each job, and where their pages are. */
export const RUN_KINDS = {
  'index-run': { api: '/api/index-runs', pages: '/admin/runs' },
  crawl: { api: '/api/crawls', pages: '/admin/crawls' },
}
export type RunKind = keyof typeof RUN_KINDS

/** The address of a run in the API. */
export function runAddress(kind: RunKind, id: number): string {
  return `${RUN_KINDS[kind].api}/${id}`
}

/**
 * Asks this site's API for something, or to do something. Resolves to the answer's JSON, null where it has none.
 *
 * @throws Error in the server's own words, or saying that it cannot be reached
 */
export async function callApi<Answer = unknown>(
  address: string,
  { method = 'GET', body }: { method?: string; body?: object } = {},
): Promise<Answer> {
  const response = await fetch(address, {
    method,
    ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  }).catch(() => null)
  if (!response) throw new Error('The server cannot be reached. Is it running?')
  const answer = await response.json().catch(() => null)
  if (response.ok) return answer
  throw new Error(detailOf(answer) ?? `The server answered with ${response.status}.`)
}

/** What RFC 9457 problem details say to a person. */
function detailOf(answer: unknown): string | undefined {
  const isProblem = typeof answer === 'object' && answer !== null && 'detail' in answer
  return isProblem && typeof answer.detail === 'string' ? answer.detail : undefined
}
