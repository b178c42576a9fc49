import 'server-only'
import { MAX_UPLOAD_BYTES } from '@/lib/facts/picture-bounds'
import { endpoint, json } from '@/lib/http/endpoint'
import { ProblemError } from '@/lib/http/problem'
import type { Upload } from '@/lib/http/read-upload'
import type { UploadedPicture } from '@/lib/thumbnails/uploaded-picture'
import { type CloseModels, closeModels } from './close-models'
import { keep } from './kept-pictures'
import { NearestBusyError, nearestModels, NoVectorsError, warmNearest } from './nearest'
import { conditionsOf, isFiltered } from './model-conditions'
import { pictureParameters } from './parameters'
import { passingIds } from './passing-ids'
import { picturesBusy, readPicture } from './picture-vectors'
import { readPublishedRun, type ShownRun } from './published-run'
import { similarPictureSchema } from './schemas'
import type { LookAlikeFilter } from './views'

/** Pictures that may be coming in, or be looked at, at once: all of them together take so many times the bytes of one. */
export const MAX_PICTURES_AT_ONCE = 8
/** Of models that are listed no more some may be found in vain. */
const IN_VAIN = 12

let underWay = 0

/** Reads the bytes; they are not read while too many others are. */
type ReadUpload = () => Promise<Uint8Array<ArrayBuffer>>

type LookedFor = { picture: UploadedPicture; run: ShownRun; found: CloseModels }

/** What a picture is like under a run and passes a filter, as far as it is close. @throws ProblemError 429, 503 */
export async function similarToVector(
  run: ShownRun,
  vector: Float32Array,
  limit: number,
  filter: LookAlikeFilter = {},
): Promise<CloseModels> {
  try {
    const among = isFiltered(filter) ? await passingIds(conditionsOf(filter, [])) : undefined
    const found = await nearestModels(run, { vector }, { limit: limit + IN_VAIN, among })
    return await closeModels(found, run.calibration, limit)
  } catch (error) {
    if (error instanceof NearestBusyError) throw new ProblemError(429, error.message, { 'retry-after': '5' })
    if (error instanceof NoVectorsError) throw new ProblemError(503, error.message, { 'retry-after': '60' })
    throw error
  }
}

/**
 * Looks for what is like a picture, and keeps the picture for a day.
 *
 * @throws ProblemError
 */
export async function lookForPicture(
  upload: ReadUpload,
  limit: number,
  filter?: LookAlikeFilter,
): Promise<LookedFor> {
  const { answer, ...taken } = await takeIn(upload, (run, vector) =>
    similarToVector(run, vector, limit, filter),
  )
  return { ...taken, found: answer }
}

/** Keeps a picture for a day, as {@link lookForPicture} does, and leaves it to its page to look for what is like it. */
export async function keepPicture(upload: ReadUpload): Promise<UploadedPicture> {
  return (await takeIn(upload, async () => null)).picture
}

/** Reads a picture as the published run reads thumbnails, asks something of it, and keeps it. */
async function takeIn<Answer>(
  upload: ReadUpload,
  ask: (run: ShownRun, vector: Float32Array) => Promise<Answer>,
): Promise<{ picture: UploadedPicture; run: ShownRun; answer: Answer }> {
  const run = await readPublishedRun()
  if (!run) {
    throw new ProblemError(503, 'Nothing is published yet, so that there is nothing to find by a picture.', {
      'retry-after': '60',
    })
  }
  if (underWay >= MAX_PICTURES_AT_ONCE) throw picturesBusy(MAX_PICTURES_AT_ONCE)
  underWay++
  // While the picture comes in, and is looked at.
  warmNearest(run)
  try {
    const { vector, picture } = await readPicture(run, await upload())
    const answer = await ask(run, vector)
    await keep(picture)
    return { picture, run, answer }
  } finally {
    underWay--
  }
}

/** The picture in a form. */
export const PICTURE_UPLOAD: Upload = {
  field: 'image',
  mostBytes: MAX_UPLOAD_BYTES,
  description: 'A JPEG, PNG, WebP, GIF, TIFF or AVIF image; of one that moves, its first frame',
}

export const listSimilarToPicture = endpoint({
  route: 'POST /api/similar',
  access: 'anybody',
  operationId: 'listSimilarToPicture',
  summary: 'What looks like a picture',
  query: pictureParameters,
  upload: PICTURE_UPLOAD,
  answers: {
    200: json(similarPictureSchema, 'Similar models, best first'),
    400: 'It is no image, or a damaged one',
    413: 'The image is too large, in bytes, in pixels, or in what decoding it takes',
    429: 'Too many pictures are being looked at; Retry-After says when to come again',
    503: 'Nothing is published yet, its run keeps no vectors, or its encoder cannot be used',
  },
  respond: async ({ upload, query: { limit, ...filter } }) =>
    pictureAnswer(await lookForPicture(upload, limit, filter)),
})

/** What programs are told of a picture that was looked for. */
export function pictureAnswer({ picture, run, found }: LookedFor): Response {
  const { hash, width, height } = picture
  return Response.json(
    {
      picture: { hash, path: `/pictures/${hash}`, width, height },
      runId: run.id,
      recipe: run.recipe,
      similar: found.similar,
    },
    { headers: { 'cache-control': 'no-store' } },
  )
}
