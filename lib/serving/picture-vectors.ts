import 'server-only'
import { LRUCache } from 'lru-cache'
import { env } from '@/lib/facts/env'
import { MAX_WAITING_PICTURES, openPictureEncoder, type PictureEncoder } from '@/lib/indexing/picture-encoder'
import { ProblemError } from '@/lib/http/problem'
import { ThreadFault, ThreadFullError } from '@/lib/threads/thread'
import type { UploadedPicture } from '@/lib/thumbnails/uploaded-picture'
import { database } from './database'
import type { ShownRun } from './published-run'

/** Of a kilobyte each. */
const KEPT_VECTORS = 500

/** What embeds pictures as a run did. */
type EmbeddingRun = Pick<ShownRun, 'recipe' | 'recipeId' | 'projectionId'>
type Opened = { key: string; encoder: PictureEncoder }

declare global {
  /** As the database: Next evaluates this module more than once in a process, and the networks are to be loaded once. */
  var recASketchPictures: Promise<Opened> | undefined
}

const vectors = new LRUCache<string, Float32Array>({ max: KEPT_VECTORS })
let lastComplaint = ''

/**
 * What is kept of a picture that somebody has sent, and its vector in the space of a run.
 *
 * @throws ProblemError 400 or 413 that says what is wrong with the picture, 429 when too many wait, 503 where the encoder cannot be had
 */
export async function readPicture(
  run: EmbeddingRun,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<{ vector: Float32Array; picture: UploadedPicture }> {
  const read = await asked(run, ({ encoder }) => encoder.read(bytes))
  vectors.set(keyOf(run, read.picture.hash), read.vector)
  return read
}

/** The vector of a picture that is kept. @throws ProblemError as `readPicture` */
export async function vectorOfKept(run: EmbeddingRun, hash: string, webp: Uint8Array): Promise<Float32Array> {
  const key = keyOf(run, hash)
  const known = vectors.get(key)
  if (known) return known
  const vector = await asked(run, ({ encoder }) => encoder.embed(webp))
  vectors.set(key, vector)
  return vector
}

/** Said of what cannot be done at once. */
export function picturesBusy(count = MAX_WAITING_PICTURES): ProblemError {
  const detail = `${count} pictures are being looked at already. Try again in a few seconds.`
  return new ProblemError(429, detail, { 'retry-after': '5' })
}

const keyOf = ({ recipeId, projectionId }: EmbeddingRun, hash = '') => `${recipeId} ${projectionId} ${hash}`

async function asked<Answer>(run: EmbeddingRun, ask: (opened: Opened) => Promise<Answer>): Promise<Answer> {
  try {
    return await ask(await encoderOf(run))
  } catch (error) {
    throw problemOf(error, run)
  }
}

function problemOf(error: unknown, { recipe }: EmbeddingRun): ProblemError {
  if (error instanceof ThreadFullError) return picturesBusy()
  const message = error instanceof Error ? error.message : String(error)
  if (error instanceof ThreadFault && error.kind === 'ImageTooLargeError')
    return new ProblemError(413, message)
  if (error instanceof ThreadFault && error.kind === 'UnusableImageError')
    return new ProblemError(400, message)
  complain(`Pictures cannot be looked for by the recipe ${recipe}: ${message}`)
  return new ProblemError(
    503,
    `Nothing can be looked for by a picture now: what the recipe ${recipe} of this catalogue looks at pictures with cannot be used. The server’s log says why.`,
    { 'retry-after': '60' },
  )
}

async function encoderOf(run: EmbeddingRun): Promise<Opened> {
  const key = keyOf(run)
  const before = globalThis.recASketchPictures
  const current = await before?.catch(() => undefined)
  if (current?.key === key) return current
  // Somebody else has begun meanwhile.
  if (before !== globalThis.recASketchPictures) return encoderOf(run)
  current?.encoder.retire()
  return (globalThis.recASketchPictures = open(run, key))
}

async function open({ recipe, recipeId, projectionId }: EmbeddingRun, key: string): Promise<Opened> {
  const { dataDir, storage, engine } = env()
  const projection = projectionId === null ? null : await database().embeddings.readProjection(projectionId)
  const setup = {
    recipe,
    recipeId,
    projection: projection && Uint8Array.from(projection),
    dataDir,
    storage,
    engine,
  }
  return { key, encoder: openPictureEncoder(setup) }
}

/** Says it once, not for every picture. */
function complain(message: string): void {
  if (message !== lastComplaint) console.error(message)
  lastComplaint = message
}
