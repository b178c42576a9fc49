import { z } from 'zod'
import { TOLD_LENGTH } from '@/lib/http/read-request'
import { beginningOf } from '@/lib/text/cut-text'

const told = (input: unknown) => beginningOf(JSON.stringify(input) ?? 'nothing', TOLD_LENGTH)

/** A list of uids in a body, each once. */
export const uidList = (most: number) =>
  z
    .array(
      z.string({ error: ({ input }) => `must be a uid, not ${told(input)}` }).min(1, 'must be a uid, not “”'),
      { error: ({ input }) => `must be a list of uids, not ${told(input)}` },
    )
    .transform((uids, context) => {
      const each = [...new Set(uids)]
      if (each.length <= most) return each
      context.addIssue(`may name at most ${most} models, and names ${each.length}`)
      return z.NEVER
    })
