/** What is held until it is let go, or its process ends. */
export type Lock = {
  release(): Promise<void>
  /** Aborts when it is lost before that; never where it can only end with the process. */
  lost: AbortSignal
}
