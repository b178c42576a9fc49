import { z } from 'zod'

const wholeNumber = (least: number, most: number) => {
  const words = `must be a whole number from ${least} to ${most}`
  return z.coerce.number(words).int(words).min(least, words).max(most, words)
}

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
