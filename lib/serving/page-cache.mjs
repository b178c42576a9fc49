// The cache of finished pages, named in next.config.js as `cacheHandler`. Next loads this file as it is,
// so it is plain JavaScript and imports only packages.
//
// A page may be kept as long as the catalogue revision is the one it was made under. Another process (the
// precompute job, an importer) commits a new revision with every change that pages must show, so the first
// request after it makes the page anew. Nothing is written to disk.
//
// Next makes one handler a request, before it renders. The revision read then is at most as new as what
// the page goes on to read, hence a page can be filed under a revision too old (and is made once more) but
// never under one too new (and shown when stale).
import { LRUCache } from 'lru-cache'

export const MAX_BYTES = 128 * 1024 * 1024

/** @type {LRUCache<string, { revision: string, lastModified: number, value: object, cacheControl: unknown }>} */
const pages = new LRUCache({ maxSize: MAX_BYTES, sizeCalculation: (page) => sizeOf(page.value) })

/** Bytes that a page takes, roughly: its strings and buffers, and some for the rest. */
function sizeOf(value) {
  if (typeof value === 'string') return 2 * value.length
  if (value instanceof Uint8Array) return value.byteLength
  if (value instanceof Map) return sizeOf([...value.values()])
  if (value === null || typeof value !== 'object') return 8
  return Object.values(value).reduce((sum, part) => sum + sizeOf(part), 64)
}

export default class PageCache {
  /** Undefined while the database cannot be read: nothing is cached then. */
  #revision = globalThis.recASketchDatabase?.readRevision().catch(() => undefined)

  async get(key) {
    const revision = await this.#revision
    const page = pages.get(key)
    if (!page || revision === undefined || page.revision !== revision) return null
    return page
  }

  async set(key, value, context) {
    const revision = await this.#revision
    if (revision === undefined || value === null) {
      pages.delete(key)
      return
    }
    pages.set(key, {
      revision,
      lastModified: Date.now(),
      value,
      cacheControl: context.cacheControl,
    })
  }

  async revalidateTag() {}

  resetRequestCache() {}
}
