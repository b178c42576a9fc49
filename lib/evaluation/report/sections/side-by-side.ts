import { capitalise } from '@/lib/text/capitalise'
import type { Contender, ReportFigures } from '../figures'
import { markup, type Markup } from '../markup'
import { intervalMark, rangeAround } from '../plots'
import { table } from '../table'
import { counted, figure, limits, type Measure, measuresOf, signed, verdict, whole } from '../words'

/** All contenders, and what each has more than the first. */
export function sideBySide(figures: ReportFigures): Markup {
  const { contenders, depth } = figures
  const [first, ...others] = contenders
  const measures = measuresOf({ depth, means: first.means })
  const hasCost = contenders.some(({ msPerImage }) => msPerImage !== null)
  const heads = [
    '',
    'Queries',
    ...measures.map(({ name }) => name),
    ...(hasCost ? ['ms an image', 'Bytes a model'] : []),
  ]
  return markup`<section aria-labelledby="side-by-side">
    <h2 id="side-by-side">Side by side</h2>
    <p class="note">
      Below each figure is its interval, then how much more it is than that of ${first.name}, over the queries that both
      have. The second table has the intervals of these differences, drawn in pairs: where 0 is within, no difference is
      to be seen.
    </p>
    ${table(
      'Side by side',
      heads.map((name, place) => ({ name, isNumber: place > 0 })),
      contenders.map(
        (contender) =>
          markup`<tr>
            <th scope="row">${contender.name}</th>
            <td class="number">${whole(contender.queries)}</td>
            ${measures.map(({ key }) => contenderCell(contender, key))}
            ${
              hasCost && [
                markup`<td class="number">${contender.msPerImage?.toFixed(1) ?? '–'}</td>`,
                markup`<td class="number">
                  ${contender.bytesPerModel === null ? '–' : whole(Math.round(contender.bytesPerModel))}
                </td>`,
              ]
            }
          </tr>`,
      ),
    )}
    ${differences(others, first, measures)}
  </section>`
}

function contenderCell({ means, difference }: Contender, key: Measure['key']): Markup {
  const [mean, more] = [means[key], difference?.means[key]]
  if (!mean) return markup`<td class="number">–</td>`
  return markup`<td class="number">
    ${figure(mean.mean)}<small>${limits(mean)}</small>${more ? markup`<small>${signed(more.mean)}</small>` : null}
  </td>`
}

function differences(others: readonly Contender[], first: Contender, measures: readonly Measure[]): Markup {
  const rows = others.flatMap(({ name, difference }) =>
    measures.flatMap((measure) => {
      const interval = difference?.means[measure.key]
      return interval ? [{ name, measure, interval, queries: difference?.queries ?? 0 }] : []
    }),
  )
  const range = rangeAround(rows.map(({ interval }) => interval))
  return markup`<h3>Against ${first.name}</h3>
    ${table(
      `Differences from ${first.name}`,
      ['', 'Measure', 'Difference', '', ''].map((name, place) => ({ name, isNumber: place === 2 })),
      rows.map(
        ({ name, measure, interval, queries }) =>
          markup`<tr>
            <th scope="row">${name}</th>
            <td>${measure.name}<small>over ${counted(queries, 'query', 'queries')}</small></td>
            <td class="number">
              ${signed(interval.mean)}<small>${limits(interval, signed)}</small>
            </td>
            <td>${intervalMark(interval, range)}</td>
            <td>${capitalise(verdict(interval))}</td>
          </tr>`,
      ),
    )}`
}
