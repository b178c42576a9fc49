import type { CardView } from '@/lib/serving/views'

/** The first card of each group of near-duplicates, without what lies behind it. */
export function firstOfPiles(cards: readonly CardView[]): CardView[] {
  return foldCards(cards).map((card) => ({ ...card, folded: undefined }))
}

/** Puts the cards of one group of near-duplicates behind the first of them; the rest stay in their order. */
export function foldCards(cards: readonly CardView[]): CardView[] {
  const shown = new Map<number | string, CardView>()
  for (const card of cards) {
    const key = card.nearDuplicates?.group ?? card.uid
    const first = shown.get(key)
    shown.set(key, first ? { ...first, folded: [...(first.folded ?? []), card] } : card)
  }
  return [...shown.values()]
}
