/** Where the API has the runs of each job. */
const RUN_KINDS = { 'index-run': '/api/index-runs', crawl: '/api/crawls' }
export type RunKind = keyof typeof RUN_KINDS

/** The address of a run in the API. */
export function runAddress(kind: RunKind, id: number): string {
  return `${RUN_KINDS[kind]}/${id}`
}

/**
 * Asks this site's API for something. Resolves to the answer's JSON, null where it has none.
 *
 * @throws Error when it answers with an error, or cannot be reached
 */
export async function callApi<Answer>(address: string): Promise<Answer> {
  const response = await fetch(address)
  const answer = await response.json()
  if (response.ok) return answer
  throw new Error(`The server answered with ${response.status}.`)
}
