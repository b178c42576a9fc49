import 'server-only'
import { cache } from 'react'
import sharp from 'sharp'
import { PAGE_DEPTH } from '@/lib/facts/depths'
import type { Endpoint } from '@/lib/http/endpoint'
import { ProblemError } from '@/lib/http/problem'
import { findKept } from './kept-pictures'
import { vectorOfKept } from './picture-vectors'
import { readPublishedRun } from './published-run'
import { similarToVector } from './similar-to-picture'
import type { PublishedRunView, SimilarModelView } from './views'

/** A picture that somebody has looked for others with, as its page shows it. */
export type PictureView = {
  hash: string
  path: string
  imageUrl: string
  width: number
  height: number
  /** When it is kept no more. */
  until: Date
}

/**
 * Everything on the page of a picture. `trouble` says why nothing could be looked for, with the status that programs are told: 429
 * while too many are looked at, 503 where nothing is published or the encoder is gone; `similar` is empty then. `isCut` says that the
 * similar models end since the next one is not close.
 */
export type PicturePageView = {
  picture: PictureView
  run: PublishedRunView | null
  similar: SimilarModelView[]
  isCut: boolean
  trouble: { status: number; detail: string } | null
}

/**
 * Everything on the page of a picture; null for one that was never kept, or is kept no more.
 *
 * @throws ProblemError 503 when the storage of pictures cannot be read
 */
export async function readPicturePage(hash: string, limit = PAGE_DEPTH): Promise<PicturePageView | null> {
  const kept = await findKept(hash)
  if (!kept) return null
  const { webp, until } = kept
  const { width, height } = await sharp(webp).metadata()
  const path = `/pictures/${hash}`
  const picture = { hash, path, imageUrl: `${path}/image`, width, height, until }
  const run = await readPublishedRun()
  const without = { picture, run, similar: [], isCut: false }
  if (!run) return { ...without, trouble: { status: 503, detail: 'Nothing is published yet.' } }
  try {
    const vector = await vectorOfKept(run, hash, webp)
    const { similar, isCut } = await similarToVector(run, vector, limit)
    return { picture, run, similar, isCut, trouble: null }
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    return { ...without, trouble: { status: error.status, detail: error.message } }
  }
}

/** A picture's page, read once a request. */
export const picturePage = cache(readPicturePage)

export const getPictureImage: Endpoint = {
  method: 'GET',
  path: '/pictures/{hash}/image',
  access: 'anybody',
  isKept: false,
  operation: null,
  async respond(_request, { hash = '' }) {
    const kept = await findKept(hash)
    if (!kept) {
      throw new ProblemError(404, 'That picture is not here, or no more: pictures are kept for a day.')
    }
    return new Response(Uint8Array.from(kept.webp), {
      headers: {
        'content-type': 'image/webp',
        'cache-control': 'private, max-age=3600',
        'x-robots-tag': 'noindex',
      },
    })
  },
}
