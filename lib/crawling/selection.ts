import { isNoAi } from '@/lib/catalogue/sketchfab/model-answer'
import type { SketchfabModel } from '@/lib/facts/described-model'
import type { CrawlOptions } from './crawl-options'

/** Whether a model may be in this catalogue: age-restricted ones and those tagged `noai` only when asked for. */
export function mayBeShown(
  model: SketchfabModel,
  { includeAgeRestricted, includeNoai }: Pick<CrawlOptions, 'includeAgeRestricted' | 'includeNoai'>,
): boolean {
  return (includeAgeRestricted || !model.ageRestricted) && (includeNoai || !isNoAi(model))
}
