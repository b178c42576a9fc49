import 'server-only'
import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { env } from '@/lib/facts/env'
import type { Endpoint } from '@/lib/http/endpoint'
import { ProblemError } from '@/lib/http/problem'
import { pageImageFile, smallPageImageFile } from '@/lib/thumbnails/store'

const FOR_EVER = 'public, max-age=31536000, immutable'

/** What stands where a picture should be is none: nothing, a folder, a loop of links. */
const NO_PICTURE = ['ENOENT', 'ENOTDIR', 'EISDIR', 'ELOOP', 'ENXIO']

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
  const { dataDir } = env()
  const small = isSmall ? await readIfThere(smallPageImageFile(dataDir, hash), hash) : null
  return small ?? readIfThere(pageImageFile(dataDir, hash), hash)
}

async function readIfThere(file: string, hash: string): Promise<Uint8Array<ArrayBuffer> | null> {
  try {
    return await readPicture(file)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (NO_PICTURE.includes(code)) return null
    console.error(error)
    throw new ProblemError(
      503,
      `The thumbnail “${hash}” cannot be read (${code}). See to the rights of DATA_DIR.`,
      {
        'retry-after': '60',
      },
    )
  }
}

/** Opened without waiting: a pipe of that name would keep the reader until somebody writes to it. */
async function readPicture(file: string): Promise<Uint8Array<ArrayBuffer> | null> {
  const opened = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
  try {
    const state = await opened.stat()
    return state.isFile() && state.size > 0 ? new Uint8Array(await opened.readFile()) : null
  } finally {
    await opened.close()
  }
}

function names(ifNoneMatch: string | null, etag: string): boolean {
  const tags = (ifNoneMatch ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''))
  return tags.includes(etag) || tags.includes('*')
}
