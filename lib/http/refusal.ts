/** Why a request is not answered with what it asked for. */
export type Refusal = {
  status: number
  /** What was wrong and what to do, for a person. */
  detail: string
  headers?: Record<string, string>
}
