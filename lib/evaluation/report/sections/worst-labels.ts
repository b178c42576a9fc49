import type { ReportFigures } from '../figures'
import { markup, type Markup } from '../markup'
import { intervalMark } from '../plots'
import { table } from '../table'
import { figure, limits, percent, whole } from '../words'

/** The labels that fare worst, and what is found in the place of their own. */
export function worstLabels(figures: ReportFigures): Markup {
  const { depth, worstLabels: rows } = figures
  return markup`<section aria-labelledby="worst-labels">
    <h2 id="worst-labels">The worst labels</h2>
    <p class="note">
      Those with the lowest recall-capped precision@${depth}, and which others stand among the first ${depth}
      of their queries instead, as shares of all places.
    </p>
    ${table(
      'The worst labels',
      ['Label', 'Queries', `Recall-capped\nprecision@${depth}`, '95 % interval', 'Found instead'].map(
        (name, place) => ({
          name,
          isNumber: place === 1 || place === 2,
        }),
      ),
      rows.map(
        ({ name, queries, means: { recallCappedPrecision }, instead }) =>
          markup`<tr>
            <th scope="row">${name}</th>
            <td class="number">${whole(queries)}</td>
            <td class="number">${figure(recallCappedPrecision.mean)}</td>
            <td>${intervalMark(recallCappedPrecision)}<small>${limits(recallCappedPrecision)}</small></td>
            <td class="instead">
              ${instead.map(({ label, share }) => `${label ?? 'no label'} ${percent(share)}`).join(', ') || '–'}
            </td>
          </tr>`,
      ),
    )}
  </section>`
}
