/** Gets at a database for the time of one piece of work. */
export type Use<Handle> = (work: (handle: Handle) => unknown) => Promise<unknown>

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
