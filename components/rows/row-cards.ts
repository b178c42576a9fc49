import { toCard } from '@/components/models/to-card'
import type { SimilarKind } from '@/lib/facts/kinds'
import type { CardView, SimilarModelView } from '@/lib/serving/views'

/** The cards of a row: look-alikes say how close they are, all others why they are there. */
export function rowCards(kind: SimilarKind, similar: readonly SimilarModelView[]): CardView[] {
  return similar.map(({ model, score, closeness, band, reasons }) =>
    kind === 'visual' ? toCard(model, { score, closeness, band }) : { ...toCard(model), reasons },
  )
}
