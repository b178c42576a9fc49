const READ = ['GET', 'HEAD', 'OPTIONS']

/** The methods that addresses answer to; a part in brackets stands for any one part. */
const METHODS: Record<string, readonly string[]> = {
  '/admin/forms/log-in': [...READ, 'POST'],
  '/admin/forms/log-out': [...READ, 'POST'],
  '/admin/forms/start-crawl': [...READ, 'POST'],
  '/admin/forms/start-run': [...READ, 'POST'],
  '/admin/forms/steer-run': [...READ, 'POST'],
  '/api/audit-entries': READ,
  '/api/crawls': [...READ, 'POST'],
  '/api/crawls/[id]': [...READ, 'PATCH', 'DELETE'],
  '/api/crawls/[id]/events': READ,
  '/api/crawls/[id]/log': READ,
  '/api/health': READ,
  '/api/index-runs': [...READ, 'POST'],
  '/api/index-runs/[id]': [...READ, 'PATCH', 'DELETE'],
  '/api/index-runs/[id]/events': READ,
  '/api/index-runs/[id]/failures': READ,
  '/api/index-runs/[id]/log': READ,
  '/api/index-runs/estimate': READ,
  '/api/index-runs/events': READ,
  '/api/models': READ,
  '/api/models/[uid]': READ,
  '/api/models/[uid]/similar': READ,
  '/api/openapi.json': READ,
  '/api/session': ['OPTIONS', 'POST', 'DELETE'],
  '/thumbnails/[hash]': READ,
}

const routes = Object.entries(METHODS)
  .toSorted(([one], [other]) => one.split('[').length - other.split('[').length)
  .map(([address, methods]) => ({ parts: address.split('/'), methods }))

/**
 * The methods that a path answers to. One of the API that is not known answers to any, since it is for the API to say
 * that there is nothing; every other one is a page or a file, to be read.
 *
 * @returns null for any
 */
export function methodsOf(path: string): readonly string[] | null {
  const parts = (path.replace(/\/+$/, '') || '/').split('/')
  const route = routes.find(
    (one) =>
      one.parts.length === parts.length &&
      one.parts.every((part, place) => part.startsWith('[') || part === parts[place]),
  )
  if (route) return route.methods
  return isForPrograms(path) ? null : READ
}

/** Whether what is at a path is for programs, which are told of errors by problem details. */
export function isForPrograms(path: string): boolean {
  return /^\/(api|thumbnails)(\/|$)/.test(path)
}

/** Whether what is at a path is behind the password, and hence nothing for any cache. */
export function isBehindPassword(path: string): boolean {
  return /^\/(admin|api\/(audit-entries|crawls|index-runs|session))(\/|$)/.test(path)
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
