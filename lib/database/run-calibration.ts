import { z } from 'zod'
import type { Calibration } from '@/lib/facts/closeness'

const numbers = z.array(z.number())

/** How likely two models are of one kind, by their score under a run. */
const runCalibration = z
  .object({
    method: z.enum(['isotonic', 'logistic', 'random-pairs']),
    label: z.string().nullable(),
    pairs: z.number(),
    error: z.number().nullable(),
    scores: numbers,
    probabilities: numbers,
  })
  .refine(({ scores, probabilities }) => scores.length > 0 && scores.length === probabilities.length)

export function encodeCalibration(calibration: Calibration): string {
  return JSON.stringify(calibration)
}

/** Reads a stored calibration back; null for none, and for one of another version. */
export function decodeCalibration(text: string | null): Calibration | null {
  const parsed = runCalibration.safeParse(text === null ? null : JSON.parse(text))
  return parsed.success ? parsed.data : null
}
