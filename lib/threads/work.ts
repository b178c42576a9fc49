import type { TransferListItem } from 'node:worker_threads'

/** What a thread is started with. */
export type ThreadSetup = {
  /** What says what it does, below the project's folder: a module that exports `open`, of the type `OpenWork`. */
  module: string
  /** What `open` is given. */
  setup: unknown
}

/** An answer, and what of it is handed over. */
export type Done = { answer: unknown; transfer?: readonly TransferListItem[] }

/** Does one request. What it throws is told to whoever asked. */
export type DoRequest<Request> = (request: Request) => Done | Promise<Done>

/** Makes ready what a thread does. What it throws is told to everybody who asks. */
export type OpenWork<Setup, Request> = (setup: Setup) => DoRequest<Request> | Promise<DoRequest<Request>>
