import type { TagQuality } from '../../../likes/measure-tags'
import { barChart, figuresBehind, withError } from '../../charts'
import { markup, type Markup } from '../../markup'

/** How well tags that were hidden are suggested again. */
export function suggestedTags(ways: readonly TagQuality[]): Markup {
  return markup`<section aria-labelledby="suggested-tags">
    <h2 id="suggested-tags">Tags that are missing</h2>
    <p class="note">
      A fifth of the tags of each model that has five or more was hidden: how many of them are among the ten that are suggested.
    </p>
    <figure>
      <figcaption>Recall@10</figcaption>
      ${barChart(
        'Recall@10 of hidden tags',
        ways.map(({ name, recallAt10 }, place) => ({ name, value: recallAt10, isMain: place > 0 })),
      )}
    </figure>
    ${figuresBehind(
      'Figures of tags',
      ['', 'Recall@10'],
      ways.map(({ name, recallAt10 }) => [name, withError(recallAt10)]),
    )}
  </section>`
}
