import 'server-only'
import { z } from 'zod'
import { ProblemError } from '@/lib/http/problem'
import { foldAgain, keepApart, takeDownOthers } from '../near-duplicates'
import type { FormOutcome } from './form-answer'

const whole = z
  .string()
  .regex(/^\d{1,9}$/)
  .transform(Number)

const asked = z.discriminatedUnion('does', [
  z.object({
    does: z.enum(['keep-apart', 'fold-again']),
    uid: z.string().min(1),
    group: whole,
    after: whole,
  }),
  z.object({
    does: z.literal('take-down-others'),
    uid: z.string().min(1),
    group: whole,
    after: whole,
    others: whole,
  }),
])

/**
 * Decides on a model of a group of near-duplicates: `does`, `uid`, `group`, `after` (the page that it is on) and, to take the others
 * down, how many `others` there are.
 *
 * @throws ProblemError 400 for a form that does not say so; and as what it does.
 */
export async function decideNearDuplicatesByForm(
  form: URLSearchParams,
  request: Request,
): Promise<FormOutcome> {
  const parsed = asked.safeParse(Object.fromEntries(form))
  if (!parsed.success)
    throw new ProblemError(400, 'This form does not say what to do with which near-duplicate.')
  const { data } = parsed
  const { uid, group, after } = data
  if (data.does === 'take-down-others') await takeDownOthers(request, uid, group, data.others)
  else if (data.does === 'keep-apart') await keepApart(request, uid, group)
  else await foldAgain(request, uid, group)
  return {
    location: after > 0 ? `/admin/near-duplicates?after=${after}` : '/admin/near-duplicates',
  }
}
