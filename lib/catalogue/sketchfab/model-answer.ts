import { z } from 'zod'
import type { SketchfabModel } from '@/lib/facts/described-model'
import { parseUtcDate } from '@/lib/text/utc-date'
import { cutText } from '@/lib/text/cut-text'
import {
  MAX_AUTHOR_LENGTH,
  MAX_DESCRIPTION_LENGTH,
  MAX_KEYWORD_LENGTH,
  MAX_KEYWORDS,
  MAX_LICENSE_LENGTH,
  MAX_NAME_LENGTH,
} from '../bounds'
import { oneLine, wellFormed } from '../one-line'
import { isSketchfabUid, sketchfabPage } from '../sketchfab-link'
import { parseBoundedJson, UnreadableAnswerError } from './bounded-json'

/** The short side that a thumbnail should have at least, in pixels: what the encoder looks at, and a little more. */
const SHORT_SIDE = 200
const MOST_IMAGES = 100

const count = z.int().nonnegative()
const imageSchema = z.object({ url: z.string().max(2_000), width: count, height: count })
type Image = z.infer<typeof imageSchema>

const modelSchema = z.object({
  uid: z.string().refine(isSketchfabUid, 'is not a uid'),
  name: z.string().nullish(),
  description: z.string().nullish(),
  license: z.union([z.string(), z.object({ label: z.string().nullish() })]).nullish(),
  user: z
    .object({
      username: z.string().nullish(),
      displayName: z.string().nullish(),
      profileUrl: z.string().nullish(),
    })
    .nullish(),
  tags: z.array(z.object({ slug: z.string() })).nullish(),
  categories: z.array(z.object({ name: z.string() })).nullish(),
  likeCount: count.nullish(),
  viewCount: count.nullish(),
  faceCount: count.nullish(),
  isDownloadable: z.boolean().nullish(),
  animationCount: count.nullish(),
  isAgeRestricted: z.boolean().nullish(),
  publishedAt: z.string().nullish(),
  viewerUrl: z.string().nullish(),
  embedUrl: z.string().nullish(),
  thumbnails: z.object({ images: z.array(imageSchema) }).nullish(),
})

/**
 * Reads a model out of what the API says of it; whatever a field holds, addresses lead to Sketchfab and texts are of
 * a bounded length.
 *
 * @throws UnreadableAnswerError naming the field that is wrong.
 */
export function toSketchfabModel(value: unknown): SketchfabModel {
  const parsed = modelSchema.safeParse(value)
  if (!parsed.success) {
    const wrong = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'it'}: ${message}`)
    throw new UnreadableAnswerError(`not a model as the API describes one (${wrong.slice(0, 3).join('; ')})`)
  }
  const { data } = parsed
  const author = data.user?.displayName || data.user?.username
  const license = typeof data.license === 'string' ? data.license : data.license?.label
  return {
    uid: data.uid,
    name: bounded(data.name, MAX_NAME_LENGTH) ?? data.uid,
    description: paragraphs(data.description),
    url: onSketchfab(data.viewerUrl) ?? sketchfabPage(data.uid),
    embedUrl: onSketchfab(data.embedUrl) ?? `https://sketchfab.com/models/${data.uid}/embed`,
    author: bounded(author, MAX_AUTHOR_LENGTH),
    authorUrl: onSketchfab(data.user?.profileUrl),
    license: bounded(license, MAX_LICENSE_LENGTH),
    tags: keywords(data.tags?.map(({ slug }) => slug)),
    categories: keywords(data.categories?.map(({ name }) => name)),
    likeCount: data.likeCount ?? 0,
    viewCount: data.viewCount ?? 0,
    faceCount: data.faceCount ?? null,
    isDownloadable: data.isDownloadable ?? false,
    isAnimated: (data.animationCount ?? 0) > 0,
    ageRestricted: data.isAgeRestricted ?? false,
    publishedAt: isoDate(data.publishedAt),
    thumbnailUrl: chooseThumbnail(data.thumbnails?.images.slice(0, MOST_IMAGES) ?? []),
  }
}

/**
 * Reads the answer to a request for one model.
 *
 * @throws UnreadableAnswerError also when it is about another model than was asked for.
 */
export function parseModelAnswer(body: Buffer, uid: string): SketchfabModel {
  const model = toSketchfabModel(parseBoundedJson(body))
  if (model.uid !== uid) throw new UnreadableAnswerError(`the answer is about the model ${model.uid}`)
  return model
}

/** The smallest image whose short side is long enough, else the largest there is. */
export function chooseThumbnail(images: readonly Image[]): string | null {
  const bySize = images.toSorted((one, other) => one.width * one.height - other.width * other.height)
  const enough = bySize.find(({ width, height }) => Math.min(width, height) >= SHORT_SIDE)
  return (enough ?? bySize.at(-1))?.url ?? null
}

/** Whether its author has asked that no machine learn from it; Sketchfab has a tag for that. */
export function isNoAi(model: SketchfabModel): boolean {
  return model.tags.some((tag) => tag.toLowerCase() === 'noai')
}

function bounded(text: string | null | undefined, most: number): string | null {
  return cutText(oneLine(text ?? ''), most).trim() || null
}

function paragraphs(text: string | null | undefined): string | null {
  return (
    cutText(
      wellFormed(text ?? '')
        .trim()
        .normalize('NFC'),
      MAX_DESCRIPTION_LENGTH,
    ) || null
  )
}

function keywords(words: readonly string[] | undefined): string[] {
  const cleaned = (words ?? [])
    .map((word) => bounded(word, MAX_KEYWORD_LENGTH))
    .filter((word) => word !== null)
  return [...new Set(cleaned)].slice(0, MAX_KEYWORDS)
}

function onSketchfab(address: string | null | undefined): string | null {
  if (!address || !URL.canParse(address)) return null
  const { protocol, hostname, port, username, href } = new URL(address)
  const isOurs = /^(?:www\.)?sketchfab\.com$/.test(hostname) && port === '' && username === ''
  return protocol === 'https:' && isOurs ? href : null
}

function isoDate(text: string | null | undefined): string | null {
  return parseUtcDate(text ?? '')?.toISOString() ?? null
}
