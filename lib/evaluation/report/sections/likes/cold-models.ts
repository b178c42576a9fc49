import type { ColdQuality } from '../../../likes/measure-cold'
import { barPanel, figuresBehind, type Measured, withError } from '../../charts'
import { markup, type Markup } from '../../markup'

/** What is recommended of models that nobody has liked yet. */
export function coldModels(ways: readonly ColdQuality[]): Markup {
  const measures: [title: string, of: (way: ColdQuality) => Measured | null][] = [
    ['Recall@10', ({ users }) => users.recallAt10],
    ['NDCG@10', ({ users }) => users.ndcgAt10],
    ['Hit rate@24 on their pages', ({ pages }) => pages.hitRateAt24],
  ]
  return markup`<section aria-labelledby="cold">
    <h2 id="cold">Models that nobody has liked yet</h2>
    <p class="note">
      All likes of one model in ten were put aside, as if it were new. Of those models alone ten are recommended to each user; their
      pages show models that have likes.
    </p>
    <div class="panels">
      ${measures.map(([title, of]) =>
        barPanel(
          title,
          ways.map((way) => ({ name: way.name, value: of(way), isMain: way.name.startsWith('likes') })),
        ),
      )}
    </div>
    ${figuresBehind(
      'Figures of models without likes',
      ['', ...measures.map(([title]) => title)],
      ways.map((way) => [way.name, ...measures.map(([, of]) => withError(of(way)))]),
    )}
  </section>`
}
