import type { IncomingMessage } from 'node:http'

/**
 * Counts a request's body as it comes, whoever reads it, and hands nothing on beyond what is read of a body. One that
 * comes in chunks does not say its length beforehand.
 *
 * @param onTooLong called once, at the first byte too many
 */
export function boundBody(request: IncomingMessage, mostBytes: number, onTooLong: () => void): void {
  const push = request.push.bind(request)
  let received = 0
  request.push = (chunk: unknown, encoding?: BufferEncoding) => {
    if (chunk instanceof Uint8Array) received += chunk.byteLength
    if (received <= mostBytes) return push(chunk, encoding)
    if (received !== Infinity) {
      received = Infinity
      onTooLong()
    }
    // What still comes is let go by.
    return true
  }
}
