import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { onTestFinished } from 'vitest'
import { z } from 'zod'

export type Served = {
  url: string
  /** What was asked for, in order: the Range header, '' for a request without one. */
  ranges: string[]
  /** Bytes of content that were handed to the network, over all answers. */
  sentBytes: () => number
}

/** How one request is answered. */
export type Reply = (request: IncomingMessage, response: ServerResponse, send: Send) => void

/** Writes content, counted, and says when the operating system has it. */
type Send = (response: ServerResponse, content: Uint8Array, then: () => void) => void

/**
 * A web server on this machine that answers the first requests by the script and all later ones with the last of it.
 * It is gone when the test is over.
 */
export async function serve(...script: [...Reply[], Reply]): Promise<Served> {
  const ranges: string[] = []
  let sent = 0
  const send: Send = (response, content, then) => {
    if (content.length === 0) response.flushHeaders()
    // In pieces, as a network brings them.
    const [piece, rest] = [content.subarray(0, 16_384), content.subarray(16_384)]
    response.write(piece, (error) => {
      if (error) return
      sent += piece.length
      if (rest.length > 0) send(response, rest, then)
      else then()
    })
  }
  const server = createServer((request, response) => {
    const reply = script[ranges.length] ?? script.at(-1)
    ranges.push(request.headers.range ?? '')
    reply?.(request, response, send)
  })
  const port = await listen(server)
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  return { url: `http://127.0.0.1:${port}/weights.h5`, ranges, sentBytes: () => sent }
}

/** An address on this machine, with its port, where nobody listens. */
export async function hostWithoutServer(): Promise<string> {
  const server = createServer()
  const port = await listen(server)
  await new Promise((resolve) => server.close(resolve))
  return `127.0.0.1:${port}`
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return z.object({ port: z.number() }).parse(server.address()).port
}

function firstByteAsked(request: IncomingMessage): number {
  return Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0)
}

/** Sends what a range request deserves, up to byte `end` of the content. */
function sendRest(content: Uint8Array, end: number, then: (response: ServerResponse) => void): Reply {
  return (request, response, send) => {
    const first = firstByteAsked(request)
    if (request.headers.range === undefined) {
      response.writeHead(200, { 'Content-Length': content.length })
    } else if (first < content.length) {
      response.writeHead(206, {
        'Content-Length': content.length - first,
        'Content-Range': `bytes ${first}-${content.length - 1}/${content.length}`,
      })
    } else {
      response.writeHead(416, { 'Content-Range': `bytes */${content.length}` }).end()
      return
    }
    send(response, content.subarray(first, Math.max(first, end)), () => then(response))
  }
}

/** The content from where it was asked for, to the end. */
export function whole(content: Uint8Array): Reply {
  return sendRest(content, content.length, (response) => response.end())
}

/** The content up to a byte of it, where the connection is cut. */
export function cutAt(content: Uint8Array, end: number): Reply {
  return sendRest(content, end, (response) => response.destroy())
}

/** The content up to a byte of it, and then nothing while the connection stays. */
export function stallAt(content: Uint8Array, end: number): Reply {
  return sendRest(content, end, () => {})
}

/** The beginning of the content as if that were all of it. */
export function truncated(content: Uint8Array, end: number): Reply {
  return ignoringRanges(content.subarray(0, end))
}

/** All the content whatever range is asked for. */
export function ignoringRanges(content: Uint8Array): Reply {
  return (_request, response, send) => {
    response.writeHead(200, { 'Content-Length': content.length })
    send(response, content, () => response.end())
  }
}

/** Another range than the one that was asked for. */
export function rangeFrom(content: Uint8Array, first: number): Reply {
  return (_request, response, send) => {
    response.writeHead(206, { 'Content-Range': `bytes ${first}-${content.length - 1}/${content.length}` })
    send(response, content.subarray(first), () => response.end())
  }
}

/** An answer without content. */
export function status(code: number, headers: Record<string, string> = {}): Reply {
  return (_request, response) => void response.writeHead(code, headers).end()
}
