import type { MeasuredLikes } from '../likes/measured-likes'
import type { ReportFigures } from './figures'
import { type Frame, framed } from './frame'
import { markup } from './markup'
import { visualSections } from './page'
import type { PictureOf } from './sections/contact-sheets'
import { coldModels } from './sections/likes/cold-models'
import { gridOfSettings } from './sections/likes/grid'
import { learningCurve } from './sections/likes/learning-curve'
import { mixesOfLists } from './sections/likes/mixes'
import { suggestedTags } from './sections/likes/suggested-tags'
import { waysInFigures } from './sections/likes/ways'
import { withVisual } from './sections/likes/with-visual'

export type LikesReportPage = Frame & {
  measured: MeasuredLikes
  /** How good look-alikes are, by what models are known to be; null where that is not known. */
  visual: { figures: ReportFigures; pictureOf: PictureOf } | null
}

/** The page of what likes are worth, piece by piece, with no script. It asks for nothing. */
export function likesReportPage({ measured, visual, ...frame }: LikesReportPage): Generator<string, void> {
  return framed(frame, sections(measured, visual))
}

function* sections(
  { ways, tagSuggestion, curve, grid, best, tested, blend, visual: withLooks, cold }: MeasuredLikes,
  visual: LikesReportPage['visual'],
): Generator<string, void> {
  if (ways) yield* waysInFigures(ways)
  if (curve) yield learningCurve(curve).text
  if (grid && best && tested) yield gridOfSettings({ grid, best, tested }).text
  if (blend) yield mixesOfLists(blend).text
  if (withLooks) yield* withVisual(withLooks)
  // What looks bring has the models that nobody likes already.
  else if (cold) yield coldModels(cold).text
  if (tagSuggestion?.some(({ recallAt10 }) => recallAt10 !== null)) yield suggestedTags(tagSuggestion).text
  if (!visual) return
  yield markup`<section aria-labelledby="look-alikes">
    <h2 id="look-alikes">Look-alikes</h2>
    <p class="note">
      How well models that look alike agree with what models are known to be, by the label “${visual.figures.label}”.
    </p>
  </section>`.text
  yield* visualSections(visual.figures, visual.pictureOf)
}
