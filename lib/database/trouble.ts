/** What keeps the site from being read, as readers of it are told: an answer of status 503. */
export type Trouble = {
  status: 503
  detail: string
  headers: { 'retry-after': string }
  /** Whether it ends by itself, the database being sound. */
  isPassing: boolean
}
