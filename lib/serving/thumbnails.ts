import 'server-only'
import type { Endpoint } from '@/lib/http/endpoint'
import { ProblemError } from '@/lib/http/problem'
import { StorageError } from '@/lib/storage/storage-error'
import { pageImageKey, smallPageImageKey } from '@/lib/thumbnails/store'
import { pictures } from './storage'

const FOR_EVER = 'public, max-age=31536000, immutable'

/** What `?size=` asks for; anything else is the large one. */
const SMALL = 'small'

export const getThumbnail: Endpoint = {
  method: 'GET',
  path: '/thumbnails/{hash}',
  access: 'anybody',
  isKept: false,
  operation: null,
  respond: (request, { hash = '' }) => thumbnailResponse(request, hash),
}

/**
 * Answers with a stored thumbnail's picture for the page, or with 304 where the reader has it already. A hash stands
 * for the same picture for ever, so it is its own ETag. Nothing is made here: where there is no small one, the large
 * one is small enough.
 *
 * @throws ProblemError 404 for what is not a hash (64 hex digits, so that no path can leave the store) or
 *   not in the store, 503 when it is there and cannot be read.
 */
async function thumbnailResponse(request: Request, hash: string): Promise<Response> {
  const isSmall = new URL(request.url).searchParams.get('size') === SMALL
  const image = /^[0-9a-f]{64}$/.test(hash) ? await readStored(hash, isSmall) : null
  if (!image) throw new ProblemError(404, `There is no thumbnail “${hash}”.`)
  const etag = isSmall ? `"${hash}-${SMALL}"` : `"${hash}"`
  const headers = { etag, 'cache-control': FOR_EVER }
  if (names(request.headers.get('if-none-match'), etag)) return new Response(null, { status: 304, headers })
  return new Response(image, { headers: { ...headers, 'content-type': typeOf(image) } })
}

/** By the first byte, of the three kinds that there are in the store. */
function typeOf([first]: Uint8Array): string {
  return first === 0x89 ? 'image/png' : first === 0xff ? 'image/jpeg' : 'image/webp'
}

async function readStored(hash: string, isSmall: boolean): Promise<Uint8Array<ArrayBuffer> | null> {
  const small = isSmall ? await readPicture(smallPageImageKey(hash), hash) : null
  return small ?? readPicture(pageImageKey(hash), hash)
}

async function readPicture(key: string, hash: string): Promise<Uint8Array<ArrayBuffer> | null> {
  try {
    const bytes = await pictures().read(key)
    return bytes && bytes.length > 0 ? new Uint8Array(bytes) : null
  } catch (error) {
    console.error(error instanceof StorageError ? error.message : error)
    throw new ProblemError(503, `The thumbnail “${hash}” cannot be read ${whyNot(error)}`, {
      'retry-after': '60',
    })
  }
}

/** What of a store is its own is for the log alone: anybody may read this. */
function whyNot(error: unknown): string {
  if (error instanceof StorageError)
    return 'now: the storage of pictures cannot be reached. Try again in a minute.'
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
  return `(${code}). See to the rights of DATA_DIR, or of the folder that STORAGE names.`
}

function names(ifNoneMatch: string | null, etag: string): boolean {
  const tags = (ifNoneMatch ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''))
  return tags.includes(etag) || tags.includes('*')
}
