import type { IncomingHttpHeaders } from 'node:http'
import { parseAndValidateFlightRouterState } from 'next/dist/server/app-render/parse-and-validate-flight-router-state'
import { type Addresses, isClosed, isForPrograms } from './addresses'
import { MAX_ADDRESS_LENGTH } from './bounds'
import type { Refusal } from './refusal'

type Asked = { method: string; url: string; headers: IncomingHttpHeaders; httpVersion: string }

/** The path of a request's address as it was sent: an address may come with the site's name before it. */
export function pathOf(url: string): string {
  const path = url.replace(/^https?:\/\/[^/?#]*/i, '').replace(/[?#][^]*$/, '')
  return path === '' ? '/' : path
}

/**
 * An address without the site's name before it, and without the parts `.` and `..`, which lead to another path than the
 * one that is checked.
 */
export function plainAddress(url: string): string {
  const address = url.replace(/^https?:\/\/[^/?#]*/i, '')
  if (!/\/(\.|%2e){1,2}(\/|$)/i.test(pathOf(address))) return address === '' ? '/' : address
  const path = pathOf(address)
  const parts: string[] = []
  for (const part of path.split('/').slice(1)) {
    const plain = part.replaceAll(/%2e/gi, '.')
    if (plain === '..') parts.pop()
    else if (plain !== '.') parts.push(part)
  }
  return `/${parts.join('/')}${address.slice(path.length)}`
}

/**
 * Looks at a request before anything is done for it: its address, its method, and the headers that the framework would
 * fail on.
 *
 * @returns why it cannot be answered, or null when it can
 */
export function checkRequest(
  { method, url, headers, httpVersion }: Asked,
  addresses: Addresses,
): Refusal | null {
  const path = pathOf(url)
  return (
    checkAddress(url, path) ??
    checkMethod(method, path, addresses) ??
    checkLength(headers, addresses.mostBytesOf(method, path)) ??
    checkHost(headers.host, httpVersion) ??
    checkHeaders(headers)
  )
}

function checkAddress(url: string, path: string): Refusal | null {
  if (url.length > MAX_ADDRESS_LENGTH) {
    return {
      status: 414,
      detail: `The address has ${url.length} characters; ${MAX_ADDRESS_LENGTH} are read.`,
    }
  }
  if (!path.startsWith('/') && path !== '*') {
    return { status: 400, detail: 'The address has to begin with a slash.' }
  }
  const decoded = decodedPath(path)
  if (decoded === null) {
    return {
      status: 400,
      detail:
        'The address has a percent sign that stands for no character. A percent sign itself is written %25.',
    }
  }
  if (decoded.includes('\0')) return { status: 400, detail: 'The address has a null character in it.' }
  return isClosed(decoded) ? nothingAt(path) : null
}

function nothingAt(path: string): Refusal {
  const hint = isForPrograms(path) ? ' /api/openapi.json describes what there is.' : ''
  return { status: 404, detail: `There is nothing at ${path}.${hint}` }
}

function decodedPath(path: string): string | null {
  try {
    return decodeURIComponent(path)
  } catch {
    return null
  }
}

function checkMethod(method: string, path: string, addresses: Addresses): Refusal | null {
  const methods = addresses.methodsOf(path)
  if (methods === null ? ANY_METHOD.includes(method) : methods.includes(method)) return null
  const allow = (methods ?? ANY_METHOD).join(', ')
  return { status: 405, detail: `${method} does nothing at ${path}; ${allow} do.`, headers: { allow } }
}

/** What the framework can read. */
const ANY_METHOD = ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE']

function checkLength(headers: IncomingHttpHeaders, mostBytes: number): Refusal | null {
  const length = Number(headers['content-length'] ?? 0)
  return length > mostBytes ? bodyTooLong(mostBytes, length) : null
}

/** @param length bytes of the body, undefined while it is still coming */
export function bodyTooLong(mostBytes: number, length?: number): Refusal {
  const has = length === undefined ? 'has more' : `has ${length} bytes`
  return { status: 413, detail: `The body ${has}; ${mostBytes} bytes are read.` }
}

function checkHost(host: string | undefined, httpVersion: string): Refusal | null {
  if (host ? isHost(host) : httpVersion === '1.0') return null
  return { status: 400, detail: `The header Host has to name the host that is asked; it is “${host ?? ''}”.` }
}

function checkHeaders(headers: IncomingHttpHeaders): Refusal | null {
  const encoding = headers['transfer-encoding'] ?? 'chunked'
  if (encoding.toLowerCase() !== 'chunked') {
    return { status: 400, detail: `The body is sent as “${encoding}”; only chunked is read.` }
  }
  const damaged = Object.entries(OF_THE_FRAMEWORK).find(([name, form]) => {
    const value = headers[name]
    return value !== undefined && (typeof value !== 'string' || !form(value))
  })
  return damaged ? { status: 400, detail: `The header ${damaged[0]} is damaged.` } : null
}

function isHost(host: string): boolean {
  return /^[\w.:[\]-]+$/.test(host) && URL.canParse(`http://${host}`)
}

/** The headers by which the framework's pages ask its server for parts of others, and what they must be. */
const OF_THE_FRAMEWORK: Record<string, (value: string) => boolean> = {
  'next-router-state-tree': isRouterState,
  'next-url': (value) => /^\/[\x21-\x7e]*$/.test(value) && decodedPath(value) !== null,
  'next-router-segment-prefetch': (value) => /^\/[\w/$@%.()[\]-]*$/.test(value) && !value.includes('..'),
}

/** Next's own server fails on what its own parser refuses, hence that parser is asked, and not one of ours. */
function isRouterState(value: string): boolean {
  try {
    parseAndValidateFlightRouterState(value)
    return true
  } catch {
    return false
  }
}
