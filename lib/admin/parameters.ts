import { z } from 'zod'
import { PROBABLE_SCORE } from '@/lib/facts/tag-scores'
import { ProblemError } from '@/lib/http/problem'
import { DAMAGED_CURSOR } from '@/lib/serving/parameters'
import { decodePlace } from './suggestion-place'

const wholeNumber = (least: number, most: number) => {
  const words = `must be a whole number from ${least} to ${most}`
  return z.coerce.number(words).int(words).min(least, words).max(most, words)
}

/** A number of a run as an address or a form has it. @throws ProblemError 404 when it is none. */
export function parseRunId(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new ProblemError(404, `There is no run “${text}”.`)
  return Number(text)
}

/** The part of an address that names a run. */
export const runParts = z.object({
  id: z.string().transform(parseRunId).meta({ type: 'integer', description: 'The number of a run' }),
})

export const listRunsParameters = z.object({
  before: wholeNumber(1, 2 ** 31)
    .optional()
    .describe('The nextBefore of the page before'),
  limit: wholeNumber(1, 100).default(20).describe('How many runs at most'),
})

export const estimateParameters = z.object({
  mode: z.enum(['missing', 'all'], 'must be missing or all').default('missing').describe('As for a run'),
  recipe: z.string().max(200).default('default').describe('As for a run'),
})

export const logParameters = z.object({
  after: wholeNumber(0, Number.MAX_SAFE_INTEGER)
    .optional()
    .describe('The end of what was read before; without it the last lines are read'),
})

export const suggestedTagsParameters = z.object({
  format: z
    .enum(['json', 'csv'], 'must be json or csv')
    .default('json')
    .describe('json is one page; csv is all, for a spreadsheet, whatever cursor and limit say'),
  cursor: z
    .string()
    .refine((value) => decodePlace(value) !== null, DAMAGED_CURSOR)
    .optional()
    .describe('The nextCursor of the page before'),
  limit: wholeNumber(1, 100).default(24).describe('How many models at most'),
  least: z.coerce
    .number('must be a number from 0 to 1')
    .min(0, 'must be from 0 to 1')
    .max(1, 'must be from 0 to 1')
    .default(PROBABLE_SCORE)
    .describe('The least score of a suggestion; below the usual one it is seldom right'),
})
