import type { GridPoint } from '../../../likes/grid'
import type { GridMeasures } from '../../../likes/measured-likes'
import { figuresBehind, lineChart, type Tone, withError } from '../../charts'
import { markup, type Markup } from '../../markup'

const TONES: readonly Tone[] = ['main', 'second', 'third', 'fourth']

/** What settings were worth, and what the best of them was worth in the test. */
export function gridOfSettings({ grid, best, tested }: GridMeasures): Markup {
  const { factors, regularisation, alpha } = best.settings
  const weights = valuesOf(grid, 'regularisation')
  return markup`<section aria-labelledby="grid">
    <h2 id="grid">Which settings are best</h2>
    <p class="note">
      Tried on a split within the likes that are learned from. The best for users, by NDCG@10, has ${factors} factors,
      regularisation ${regularisation} and alpha ${alpha}; only that was measured on what had been put aside: NDCG@10
      ${withError(tested.users.ndcgAt10)}, precision@10 ${withError(tested.users.precisionAt10)}, hit rate@24
      ${withError(tested.pages.hitRateAt24)}, of the tail ${withError(tested.pages.tailHitRateAt24)}.
    </p>
    ${weights.map((weight) =>
      ofRegularisation(
        weight,
        grid.filter(({ settings }) => settings.regularisation === weight),
      ),
    )}
    ${figuresBehind(
      'All settings, the best first,',
      ['Factors', 'Regularisation', 'Alpha', 'NDCG@10', 'Precision@10', 'Hit rate@24', 'of the tail'],
      grid
        .toSorted((one, other) => other.ndcgAt10 - one.ndcgAt10)
        .map(({ settings, ndcgAt10, precisionAt10, hitRateAt24, tailHitRateAt24 }) => [
          ...[settings.factors, settings.regularisation, settings.alpha].map(String),
          ...[ndcgAt10, precisionAt10, hitRateAt24, tailHitRateAt24].map((value) => value.toFixed(4)),
        ]),
    )}
  </section>`
}

/** A line for each confidence; of more than there are looks for, the middle ones are in the table alone. */
function ofRegularisation(weight: number, points: readonly GridPoint[]): Markup {
  const widths = valuesOf(points, 'factors')
  const alphas = valuesOf(points, 'alpha')
  const drawn = alphas.length > TONES.length ? [...alphas.slice(0, 3), ...alphas.slice(-1)] : alphas
  return markup`<figure>
    <figcaption>NDCG@10 by factors, regularisation ${weight}, a line for each alpha.</figcaption>
    ${lineChart({
      name: `NDCG@10 with regularisation ${weight}`,
      across: { title: 'factors', names: widths.map(String) },
      lines: drawn.map((alpha, place) => ({
        name: `alpha ${alpha}`,
        points: widths.map((width) => {
          const point = points.find(({ settings }) => settings.factors === width && settings.alpha === alpha)
          return point ? { mean: point.ndcgAt10, standardError: 0 } : null
        }),
        tone: TONES[place] ?? 'fourth',
      })),
    })}
  </figure>`
}

function valuesOf(points: readonly GridPoint[], name: 'factors' | 'regularisation' | 'alpha'): number[] {
  return [...new Set(points.map(({ settings }) => settings[name]))].sort((one, other) => one - other)
}
