import { answer } from '@/lib/serving/answer'
import { ProblemError } from '@/lib/serving/problems'

const unknown = answer((request) => {
  throw new ProblemError(
    404,
    `There is nothing at ${new URL(request.url).pathname}. /api/openapi.json describes what there is.`,
  )
})

export { unknown as GET, unknown as POST, unknown as PUT, unknown as PATCH, unknown as DELETE }
