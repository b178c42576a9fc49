import type { BlendMeasures } from '../../../likes/measure-blend'
import { figuresBehind, lineChart, withError } from '../../charts'
import { markup, type Markup } from '../../markup'

/** What mixes of lists were worth on pages, and what the best of them was worth in the test. */
export function mixesOfLists({ mixes, best, tested }: BlendMeasures): Markup {
  const names = mixes.map(({ likes, tags }) => `${likes} : ${tags}`)
  return markup`<section aria-labelledby="blend">
    <h2 id="blend">Which mix is best</h2>
    <p class="note">
      Mixes of likes and tags on models’ pages, on a split within the likes that are learned from. The best for the tail is
      ${best.likes} : ${best.tags}; in the test it has a hit rate@24 of ${withError(tested.pages.hitRateAt24)}, of the tail
      ${withError(tested.pages.tailHitRateAt24)}.
    </p>
    <figure>
      <figcaption>Hit rate@24 by mix, likes first.</figcaption>
      ${lineChart({
        name: 'Hit rate@24',
        across: { title: 'likes : tags', names },
        lines: [
          { name: 'of the tail', points: mixes.map(({ pages }) => pages.tailHitRateAt24), tone: 'main' },
          { name: 'hit rate@24', points: mixes.map(({ pages }) => pages.hitRateAt24), tone: 'second' },
        ],
      })}
    </figure>
    ${figuresBehind(
      'Figures of mixes',
      ['likes : tags', 'Hit rate@24', 'of the tail', 'Coverage@24'],
      mixes.map(({ pages }, place) => [
        names[place] ?? '',
        withError(pages.hitRateAt24),
        withError(pages.tailHitRateAt24),
        pages.coverageAt24.toFixed(3),
      ]),
    )}
  </section>`
}
