import type { SideDataQuality, VisualMeasures } from '../../../likes/measure-visual'
import { barPanel, figuresBehind, type Measured, withError } from '../../charts'
import { markup, type Markup } from '../../markup'
import { whole } from '../../words'
import { coldModels } from './cold-models'

/** What looks bring to a likes model as side data, with and without. */
export function* withVisual({ models, dimensions, seconds, warm, cold }: VisualMeasures): Generator<string> {
  yield ofLiked({ models, dimensions, seconds, warm }).text
  yield coldModels(cold).text
}

function ofLiked({ models, dimensions, seconds, warm }: Omit<VisualMeasures, 'cold'>): Markup {
  const measures: [title: string, of: (way: SideDataQuality) => Measured | null][] = [
    ['Precision@10 for users', ({ users }) => users.precisionAt10],
    ['NDCG@10 for users', ({ users }) => users.ndcgAt10],
    ['Hit rate@24 on pages', ({ pages }) => pages.hitRateAt24],
    ['Hit rate@24 of the tail', ({ pages }) => pages.tailHitRateAt24],
  ]
  return markup`<section aria-labelledby="side-data">
    <h2 id="side-data">Looks as side data</h2>
    <p class="note">
      The likes model without anything else, and with what tags and looks say of models that few like: their factors move towards those
      that a regression from tags, from ${whole(dimensions)} visual numbers of ${whole(models)} models, or from both gives them. Learning
      the factors of likes took ${seconds.toFixed(1)} seconds.
    </p>
    <div class="panels">
      ${measures.map(([title, of]) =>
        barPanel(
          title,
          warm.map((way) => ({
            name: way.name.replace('likes with', 'with'),
            value: of(way),
            isMain: way.name.includes('visual'),
          })),
        ),
      )}
    </div>
    ${figuresBehind(
      'Figures of side data',
      ['', ...measures.map(([title]) => title), 'Seconds to learn it', 'Seconds of a precision@10'],
      warm.map((way) => [
        way.name,
        ...measures.map(([, of]) => withError(of(way))),
        way.seconds.toFixed(1),
        way.secondsOfPrecision.toFixed(1),
      ]),
    )}
  </section>`
}
