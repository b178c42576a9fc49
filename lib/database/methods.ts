import type { Work } from './statement'

/** Gets at a database for the time of one piece of work. */
export type Use<Handle> = <Result>(work: (handle: Handle) => Result | Promise<Result>) => Promise<Result>

/** Has work carried out. It is made anew by each call, so that a driver can begin again. */
export type Perform = <Result>(begin: () => Work<Result>) => Promise<Result>

/** Functions of a handle, as methods that have it already and answer later. */
export type Methods<Functions> = {
  [Name in keyof Functions]: Functions[Name] extends (handle: never, ...given: infer Given) => infer Result
    ? (...given: Given) => Promise<Awaited<Result>>
    : never
}

/** Makes methods of functions that take a driver’s own handle first. One call is one use of the handle. */
export function methodsOf<
  Handle,
  Functions extends Record<string, (handle: Handle, ...given: never[]) => unknown>,
>(use: Use<Handle>, functions: Functions): Methods<Functions>
export function methodsOf<Handle>(
  use: Use<Handle>,
  functions: Record<string, (handle: Handle, ...given: never[]) => unknown>,
): object {
  const methods = Object.entries(functions).map(([name, run]) => [
    name,
    (...given: never[]) => use((handle) => run(handle, ...given)),
  ])
  return Object.fromEntries(methods)
}

/** Functions that make work, as methods that have it carried out and answer later. */
export type WorkMethods<Functions> = {
  [Name in keyof Functions]: Functions[Name] extends (...given: infer Given) => Work<infer Result>
    ? (...given: Given) => Promise<Result>
    : never
}

/** Makes methods of functions that make work. One call is one piece of work. */
export function workMethods<Functions extends Record<string, (...given: never[]) => Work<unknown>>>(
  perform: Perform,
  functions: Functions,
): WorkMethods<Functions>
export function workMethods(
  perform: Perform,
  functions: Record<string, (...given: never[]) => Work<unknown>>,
): object {
  const methods = Object.entries(functions).map(([name, work]) => [
    name,
    (...given: never[]) => perform(() => work(...given)),
  ])
  return Object.fromEntries(methods)
}
