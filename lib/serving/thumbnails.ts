import 'server-only'
import { readFile } from 'node:fs/promises'
import { env } from '@/lib/env'
import { pageImageFile } from '@/lib/thumbnails/store'
import { ProblemError } from './problems'

const FOR_EVER = 'public, max-age=31536000, immutable'

/**
 * Answers with a stored thumbnail's WebP, or with 304 where the reader has it already. A hash stands for
 * the same picture for ever, so it is its own ETag.
 *
 * @throws ProblemError 404 for what is not a hash (64 hex digits, so that no path can leave the store) or
 *   not in the store.
 */
export async function thumbnailResponse(request: Request, hash: string): Promise<Response> {
  const image = /^[0-9a-f]{64}$/.test(hash) ? await readStored(hash) : null
  if (!image) throw new ProblemError(404, `There is no thumbnail “${hash}”.`)
  const etag = `"${hash}"`
  const headers = { etag, 'cache-control': FOR_EVER }
  if (names(request.headers.get('if-none-match'), etag)) return new Response(null, { status: 304, headers })
  return new Response(image, { headers: { ...headers, 'content-type': 'image/webp' } })
}

async function readStored(hash: string): Promise<Uint8Array<ArrayBuffer> | null> {
  try {
    return new Uint8Array(await readFile(pageImageFile(env().dataDir, hash)))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}

function names(ifNoneMatch: string | null, etag: string): boolean {
  const tags = (ifNoneMatch ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''))
  return tags.includes(etag) || tags.includes('*')
}
