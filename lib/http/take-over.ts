import { type OutgoingHttpHeaders, ServerResponse } from 'node:http'

const taken = new WeakSet<ServerResponse>()

/** Whether a response was taken over from whoever was about to make it. */
export function isTakenOver(response: ServerResponse): boolean {
  return taken.has(response)
}

/** Writes on to a response that was taken over. */
export type Writer = { write(body: Uint8Array): void; end(body?: Uint8Array): void }

/**
 * Takes a response over from whoever is about to make it: writes another head, with none of the headers so far, and
 * lets go by what the other one goes on to write. Nothing of the response may have been sent.
 */
export function takeOver(response: ServerResponse, status: number, headers: OutgoingHttpHeaders): Writer {
  const { writeHead, flushHeaders, write, end } = ServerResponse.prototype
  for (const name of response.getHeaderNames()) response.removeHeader(name)
  taken.add(response)
  Reflect.apply(writeHead, response, [status, headers])
  const nothing = () => response
  response.writeHead = nothing
  response.write = () => true
  response.end = nothing
  response.setHeader = nothing
  response.appendHeader = nothing
  response.removeHeader = nothing
  return {
    write: (body) => {
      Reflect.apply(write, response, [body])
      // The head waits for a body else, which an answer to HEAD does not have.
      Reflect.apply(flushHeaders, response, [])
    },
    end: (body) => void Reflect.apply(end, response, body ? [body] : []),
  }
}
