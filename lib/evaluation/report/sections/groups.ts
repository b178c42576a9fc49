import type { GroupFigures, ReportFigures } from '../figures'
import { markup, type Markup } from '../markup'
import { intervalMark } from '../plots'
import { table } from '../table'
import { figure, limits, measuresOf, whole } from '../words'

/** How the queries of each category fared, if any has one. */
export function byCategory(figures: ReportFigures): Markup | null {
  const { byCategory: rows, categoryCount: count } = figures
  if (rows.length === 0) return null
  return groups(figures, {
    id: 'by-category',
    title: 'By category',
    head: 'Category',
    note: 'A model counts in each of its categories. Where a category has models of fewer than five labels, its interval is over queries.',
    rows,
    count,
  })
}

/** How the queries of each label fared. */
export function byLabel(figures: ReportFigures): Markup {
  return groups(figures, {
    id: 'by-label',
    title: 'By label',
    head: `Label (${figures.label})`,
    note: 'Intervals of one label are over its queries, of which too few have none.',
    rows: figures.byLabel,
    count: figures.labelCount,
  })
}

type Groups = {
  id: string
  title: string
  /** Of the column of their names. */
  head: string
  note: string
  rows: readonly GroupFigures[]
  /** How many there are, listed or not. */
  count: number
}

function groups(
  { depth, contenders }: ReportFigures,
  { id, title, head, note, rows, count }: Groups,
): Markup {
  const measures = measuresOf({ depth, means: contenders[0].means })
  const heads = [
    { name: head, isNumber: false },
    { name: 'Queries', isNumber: true },
    ...measures.map(({ name }) => ({ name, isNumber: true })),
    { name: `Recall-capped precision@${depth},\n95 % interval`, isNumber: false },
  ]
  const left =
    count > rows.length
      ? ` Of ${whole(count)} the ${whole(rows.length)} with the most queries are listed.`
      : ''
  return markup`<section aria-labelledby="${id}">
    <h2 id="${id}">${title}</h2>
    <p class="note">
      ${note}${left}
    </p>
    ${table(
      title,
      heads,
      rows.map(({ name, queries, means: own }) => {
        const { recallCappedPrecision } = own
        return markup`<tr>
          <th scope="row">${name}</th>
          <td class="number" data-value="${queries}">${whole(queries)}</td>
          ${measures.map(({ key }) => {
            const mean = own[key]?.mean ?? 0
            return markup`<td class="number" data-value="${mean.toFixed(5)}">${figure(mean)}</td>`
          })}
          <td data-value="${recallCappedPrecision.mean.toFixed(5)}">
            ${intervalMark(recallCappedPrecision)}<small>${limits(recallCappedPrecision)}</small>
          </td>
        </tr>`
      }),
      true,
    )}
  </section>`
}
