import { z } from 'zod'
import type { OpenUnits } from '@/lib/jobs/job'
import { storeShapes } from '../take-shapes'
import { rangesOf, unitSize } from './unit-sizes'

const payloadSchema = z.strictObject({ thumbnails: z.array(z.string()) })

const sizeOf = (count: number) => unitSize(count, { least: 16, most: 256 })

/** What units of taking the shapes of thumbnails are to do. */
export function shapePayloads(thumbnails: readonly string[]): string[] {
  return rangesOf(thumbnails.length, sizeOf(thumbnails.length)).map(({ start, end }) =>
    JSON.stringify({ thumbnails: thumbnails.slice(start, end) } satisfies z.infer<typeof payloadSchema>),
  )
}

/** Takes the shapes of the thumbnails of a unit, and writes them at its end. */
export const openShapeUnits: OpenUnits = async ({ storage }) => ({
  async perform({ payload }, within) {
    const { thumbnails } = payloadSchema.parse(JSON.parse(payload))
    await storeShapes({ database: within, storage }, thumbnails, async () => {})
    return { report: JSON.stringify({ thumbnails: thumbnails.length }), data: null }
  },
  async dispose() {},
})
