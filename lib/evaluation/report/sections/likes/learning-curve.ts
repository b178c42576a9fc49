import { curveFigures } from '../../../likes/curve-figures'
import type { CurvePoint, LearningCurve } from '../../../likes/measure-factors'
import { figuresBehind, lineChart, withError } from '../../charts'
import { markup, type Markup } from '../../markup'
import { percent } from '../../words'

/** How factors learn: what they know of what they learned from, and of what was put aside. */
export function learningCurve({ byIteration, byShare }: LearningCurve): Markup {
  return markup`<section aria-labelledby="curve">
    <h2 id="curve">How likes are learned</h2>
    <p class="note">
      What was learned from is asked for as well: where it is known ever better while what was put aside is not, more learning is
      learning by heart. Below, the same after learning from a part of the likes, drawn by hash: a curve that still rises at its end
      says that more likes would help.
    </p>
    ${curve(
      'iterations',
      byIteration.map((point) => ({ point, name: String(point.iterations) })),
    )}
    ${curve(
      'share of the likes',
      byShare.map((point) => ({ point, name: percent(point.share) })),
    )}
  </section>`
}

function curve(title: string, places: readonly { point: CurvePoint; name: string }[]): Markup {
  const points = places.map(({ point }) => point)
  const across = { title, names: places.map(({ name }) => name) }
  return markup`<h3>By ${title}</h3>
    <figure>
      <figcaption>Precision@10 for users, of the likes that were put aside and of those that were learned from.</figcaption>
      ${lineChart({
        name: 'Precision@10',
        across,
        lines: [
          { name: 'put aside', points: points.map(({ users }) => users.precisionAt10), tone: 'main' },
          {
            name: 'learned from',
            points: points.map(({ learned }) => learned.precisionAt10),
            tone: 'second',
          },
        ],
      })}
    </figure>
    <figure>
      <figcaption>Of the likes that were put aside: NDCG@10 for users; hit rate@24 on pages, and of the tail.</figcaption>
      ${lineChart({
        name: 'NDCG@10 and hit rates',
        across,
        lines: [
          { name: 'NDCG@10', points: points.map(({ users }) => users.ndcgAt10), tone: 'main' },
          { name: 'hit rate@24', points: points.map(({ pages }) => pages.hitRateAt24), tone: 'second' },
          { name: 'of the tail', points: points.map(({ pages }) => pages.tailHitRateAt24), tone: 'third' },
        ],
      })}
    </figure>
    ${figuresBehind(
      `Figures by ${title}`,
      [title, 'Precision@10 of what was learned', 'Precision@10', 'NDCG@10', 'Hit rate@24', 'of the tail'],
      places.map(({ name, point }) => [name, ...curveFigures(point).map(withError)]),
    )}`
}
