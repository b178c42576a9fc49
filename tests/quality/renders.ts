import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { parse } from 'csv-parse/sync'
import sharp, { type OutputInfo } from 'sharp'
import { z } from 'zod'
import { sampleEntries } from '@/lib/catalogue/sample'
import { hashOf, type Picture } from './grounds'

/** A cut-out render with what is known of it. */
export type Render = {
  key: string
  /** What it is a picture of, for both truths; a group is one model from several sides. */
  label: string
  group: string
  read(): Promise<Buffer>
}

/** The renders of the sample catalogue that it had from the first. */
export async function sampleRenders(): Promise<Render[]> {
  const entries = await sampleEntries()
  return entries
    .filter(({ labels }) => labels?.selector === 'no')
    .map(({ sourceKey, labels, readImage }) => ({
      key: `sample/${sourceKey}`,
      label: labels?.label ?? '',
      group: sourceKey,
      read: readImage,
    }))
}

const rows = z.array(
  z.object({
    file: z.string(),
    label: z.string(),
    group: z.string(),
    view: z.string(),
    exact_duplicate_of: z.string(),
  }),
)

/** The renders of a folder like that of docs/retrieval-quality.md: isometric and angle views, no exact duplicates. */
export async function kitRenders(folder: string): Promise<Render[]> {
  const text = await readFile(path.join(folder, 'labels.csv'), 'utf8')
  return rows
    .parse(parse(text, { columns: true }))
    .filter((row) => /^(isometric|angle)-/.test(row.view) && row.exact_duplicate_of === '')
    .map(({ file, label, group }) => ({
      key: `kits/${file}`,
      label,
      group,
      read: () => readFile(path.join(folder, file)),
    }))
}

/** The renders of a share of all models, drawn by hash: from one percent to another. */
export function shareOf(renders: readonly Render[], from: number, to: number): Render[] {
  return renders.filter(({ group }) => {
    const share = hashOf('share', group) % 10_000
    return share >= from * 100 && share < to * 100
  })
}

/** Some renders, drawn by hash: their places. @param draw what they are drawn for, so that others are for something else */
export function drawnBy(draw: string, renders: readonly Render[], count: number): number[] {
  return renders
    .map(({ key }, index) => ({ index, hash: hashOf(draw, key) }))
    .sort((one, other) => one.hash - other.hash)
    .slice(0, count)
    .map(({ index }) => index)
}

/** The object of a render, without the margins around it, as a PNG. */
export function trimmed(bytes: Buffer): Promise<{ data: Buffer; info: OutputInfo }> {
  return sharp(bytes)
    .ensureAlpha()
    .trim({ background: '#0000', threshold: 1 })
    .png()
    .toBuffer({ resolveWithObject: true })
}

/** The frames that pictures are made in: the share of a frame's height, or width, that the object has. */
export const frames = {
  square: { width: 256, height: 256, share: 0.86 },
  wide: { width: 320, height: 180, share: 0.8 },
}
export type Frame = (typeof frames)[keyof typeof frames]

/** The object of a render in the middle of a frame, RGBA. */
export async function framed(bytes: Buffer, { width, height, share }: Frame): Promise<Picture> {
  const { data: object } = await trimmed(bytes)
  const [innerWidth, innerHeight] = [Math.round(width * share), Math.round(height * share)]
  const inner = await sharp(object)
    .resize(innerWidth, innerHeight, { fit: 'contain', background: '#0000' })
    .png()
    .toBuffer()
  const data = await sharp(inner)
    .extend({
      left: Math.floor((width - innerWidth) / 2),
      right: Math.ceil((width - innerWidth) / 2),
      top: Math.floor((height - innerHeight) / 2),
      bottom: Math.ceil((height - innerHeight) / 2),
      background: '#0000',
    })
    .raw()
    .toBuffer()
  return { width, height, data }
}
