import { AsyncLocalStorage } from 'node:async_hooks'

/** What a page says of its answer, besides its content. */
export type PageAnswer = { status?: number; headers?: Record<string, string> }

declare global {
  /** Where pages and the server in front of them meet: Next evaluates modules more than once in a process. */
  var recASketchPageAnswers: AsyncLocalStorage<PageAnswer> | undefined
}

function answers(): AsyncLocalStorage<PageAnswer> {
  return (globalThis.recASketchPageAnswers ??= new AsyncLocalStorage())
}

/** Has a page made that may say with which status. */
export function makingPage<Made>(answer: PageAnswer, make: () => Made): Made {
  return answers().run(answer, make)
}

/**
 * Gives the page that is being made another status than 200; what it has to say of that is its own. To be called before
 * anything of it is sent: while its main part is awaited.
 */
export function answerWith(status: number, headers: Record<string, string> = {}): void {
  const answer = answers().getStore()
  if (answer) Object.assign(answer, { status, headers })
}
