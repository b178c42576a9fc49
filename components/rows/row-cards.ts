import { toCard } from '@/components/models/to-card'
import type { SimilarKind } from '@/lib/facts/kinds'
import type { CardView, SimilarModelView } from '@/lib/serving/views'

/**
 * The cards of a row, with why they are there as far as its title does not say it: look-alikes say how close they are, and what too few
 * like to be spoken of says nothing.
 */
export function rowCards(kind: SimilarKind, similar: readonly SimilarModelView[]): CardView[] {
  return similar.map(({ model, score, closeness, band, reasons }) => {
    if (kind === 'visual') return { ...toCard(model, { score, closeness, band }), reasons: [] }
    const told = kind === 'likes' ? reasons.filter(({ people }) => people !== null) : reasons
    return { ...toCard(model), reasons: told }
  })
}
