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
