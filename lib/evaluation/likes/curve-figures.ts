import type { CurvePoint } from './measure-factors'

/** What a curve shows of a point: precision@10 of what was learned from, precision@10, NDCG@10, hit rate@24, and that of the tail. */
export const curveFigures = ({ learned, users, pages }: CurvePoint) => [
  learned.precisionAt10,
  users.precisionAt10,
  users.ndcgAt10,
  pages.hitRateAt24,
  pages.tailHitRateAt24,
]
