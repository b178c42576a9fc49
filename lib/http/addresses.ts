import { MAX_BODY_BYTES } from './bounds'
import type { Endpoint } from './endpoint'

/** The methods that a page or a file answers to. */
export const READING = ['GET', 'HEAD', 'OPTIONS']

/** An address of the API, or of a form: what it answers by method, and the methods as the header Allow has them. */
export type Address = { endpoints: Map<string, Endpoint>; methods: readonly string[] }

/** An address that was found, and what stands for its parts in braces, as it was sent. */
export type FoundAddress = Address & { parts: Record<string, string> }

export type Addresses = {
  /** Null for a page, a file or nothing. */
  find(path: string): FoundAddress | null
  /**
   * The methods that a path answers to, a slash at its end or not. One of the API that is not known answers to any,
   * since it is for the API to say that there is nothing; every other one is a page or a file, to be read.
   *
   * @returns null for any
   */
  methodsOf(path: string): readonly string[] | null
  /** How many bytes the body of a request may have. */
  mostBytesOf(method: string, path: string): number
  /** Whether what is at a path is behind the password, and hence nothing for any cache. */
  isBehindPassword(path: string): boolean
}

/** The addresses of some endpoints. */
export function addressesOf(endpoints: readonly Endpoint[]): Addresses {
  const routes = [...new Set(endpoints.map(({ path }) => path))]
    .toSorted((one, other) => one.split('{').length - other.split('{').length)
    .map((path) => {
      const here = endpoints.filter((endpoint) => endpoint.path === path)
      const own = here.map(({ method }) => method).filter((method) => method !== 'GET')
      const isRead = own.length < here.length
      return {
        pattern: path.split('/'),
        endpoints: new Map<string, Endpoint>(here.map((endpoint) => [endpoint.method, endpoint])),
        methods: [...(isRead ? READING : ['OPTIONS']), ...own],
      }
    })

  function find(path: string): FoundAddress | null {
    const sent = path.split('/')
    const route = routes.find(
      ({ pattern }) =>
        pattern.length === sent.length &&
        pattern.every((part, place) => (part.startsWith('{') ? sent[place] !== '' : part === sent[place])),
    )
    if (!route) return null
    const parts = route.pattern.flatMap((part, place): [string, string][] =>
      part.startsWith('{') ? [[part.slice(1, -1), sent[place] ?? '']] : [],
    )
    return { endpoints: route.endpoints, methods: route.methods, parts: Object.fromEntries(parts) }
  }

  const findWithin = (path: string) => find(path.replace(/\/+$/, ''))

  return {
    find,
    methodsOf: (path) => findWithin(path)?.methods ?? (isForPrograms(path) ? null : READING),
    mostBytesOf: (method, path) => findWithin(path)?.endpoints.get(method)?.mostBytes ?? MAX_BODY_BYTES,
    isBehindPassword(path) {
      if (/^\/admin(\/|$)/.test(path)) return true
      const found = findWithin(path)
      return found !== null && found.endpoints.get('GET')?.access !== 'anybody'
    },
  }
}

/** Whether what is at a path is for programs, which are told of errors by problem details. */
export function isForPrograms(path: string): boolean {
  return /^\/(api|thumbnails)(\/|$)|^\/pictures\/[^/]+\/image$/.test(path)
}

/**
 * Whether a path is one of the framework's own that this product has no use for: its optimizer of images, which would
 * keep pictures of models that were taken down, its tools for development, and where pages are kept for each name that
 * the site is reached by.
 */
export function isClosed(path: string): boolean {
  return (
    (/^\/_next(\/|$)/.test(path) && !path.startsWith('/_next/static/')) ||
    /^\/(__next|_global-error|at\/)/.test(path)
  )
}
