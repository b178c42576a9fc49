import type { LikeQuality } from '../likes/measure-likes'
import type { ReportFigures } from './figures'
import { type Frame, framed } from './frame'
import { SCRIPT } from './look'
import { closeness } from './sections/closeness'
import { contactSheets, type PictureOf } from './sections/contact-sheets'
import { byCategory, byLabel } from './sections/groups'
import { inFigures } from './sections/in-figures'
import { waysInFigures } from './sections/likes/ways'
import { sideBySide } from './sections/side-by-side'
import { worstLabels } from './sections/worst-labels'

export type ReportPage = Frame & {
  figures: ReportFigures
  pictureOf: PictureOf
  /** What recommendations by likes are worth, where that was measured, too. */
  ways?: readonly LikeQuality[]
}

/** The page of a quality report, piece by piece. It asks for nothing but the pictures, where those are addresses. */
export function reportPage({ figures, pictureOf, ways, ...frame }: ReportPage): Generator<string, void> {
  return framed(frame, sections({ figures, pictureOf, ways }), SCRIPT)
}

function* sections({ figures, pictureOf, ways }: Omit<ReportPage, keyof Frame>): Generator<string, void> {
  yield* visualSections(figures, pictureOf)
  if (ways) yield* waysInFigures(ways)
}

/** What a quality report has to say of look-alikes. */
export function* visualSections(figures: ReportFigures, pictureOf: PictureOf): Generator<string, void> {
  yield inFigures(figures).text
  if (figures.contenders.length > 1) yield sideBySide(figures).text
  if (figures.reliability !== null) yield closeness(figures.reliability).text
  yield* contactSheets(figures, pictureOf)
  yield worstLabels(figures).text
  const categories = byCategory(figures)
  if (categories) yield categories.text
  yield byLabel(figures).text
}
