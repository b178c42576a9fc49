import 'server-only'
import { z } from 'zod'
import { database } from '@/lib/serving/database'
import type { estimateParameters } from '../parameters'
import { requireRecipeId } from './recipes'
import type { EstimateView } from '../views'

const measured = z.object({
  msPerImage: z.number(),
  project: z.number().default(0),
  search: z.number().default(0),
  tags: z.number().default(0),
  likes: z.number().default(0),
  publish: z.number().default(0),
})

/**
 * What a run would have to do, and how long it would take by what the last run of the recipe took: so long an image,
 * and for the search as the square of the number of models.
 *
 * @throws ProblemError 400 for a recipe that is unknown, or whose network is not here.
 */
export async function estimateRun({
  mode,
  recipe: name,
}: z.infer<typeof estimateParameters>): Promise<EstimateView> {
  const recipeId = await requireRecipeId(name)
  const { models, thumbnails, missing } = await database().embeddings.countMissingEmbeddings(recipeId)
  const images = mode === 'all' ? thumbnails : missing
  const run = await database().indexRuns.findMeasuredRun(recipeId)
  const metrics = measured.safeParse(JSON.parse(run?.metrics ?? 'null'))
  if (!run || !metrics.success) return { models, images, seconds: null, measuredOn: null }
  const { msPerImage, search, ...others } = metrics.data
  const growth = models / Math.max(1, run.index?.modelCount ?? 1)
  const straight = others.project + others.tags + others.likes + others.publish
  const seconds = (images * msPerImage) / 1000 + straight * growth + search * growth ** 2
  return { models, images, seconds, measuredOn: run.id }
}
