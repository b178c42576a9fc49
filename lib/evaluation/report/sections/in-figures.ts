import { capitalise } from '@/lib/text/capitalise'
import type { ReportFigures } from '../figures'
import { markup, type Markup } from '../markup'
import { histogram, intervalMark } from '../plots'
import { counted, figure, limits, measuresOf, whole } from '../words'

/** The means of all queries with their intervals, and how many queries fared how. */
export function inFigures(figures: ReportFigures): Markup {
  const { depth, queries, labelCount, distribution, leastRelevant, contenders } = figures
  const { means } = contenders[0]
  return markup`<section aria-labelledby="figures">
    <h2 id="figures">In figures</h2>
    <div class="figures">
      ${measuresOf({ depth, means }).map(({ key, name, meaning }) => {
        const interval = means[key]
        return (
          interval &&
          markup`<div>
            <h3>${name}</h3>
            <div class="value">${figure(interval.mean)}</div>
            ${intervalMark(interval)}
            <p class="limits">${interval.low === null ? 'Too few for an interval' : limits(interval)}</p>
            <p class="note">${capitalise(meaning)}.</p>
          </div>`
        )
      })}
    </div>
    <p class="note">
      Means over ${counted(queries, 'query', 'queries')} of ${counted(labelCount, 'label')}: every model of
      which at least ${counted(leastRelevant, 'other')} ${leastRelevant === 1 ? 'has' : 'have'} its label.
      ${howIntervals(figures)}
    </p>
    <figure>
      <figcaption>
        How many queries have which recall-capped precision@${depth}. In the last column all that could be
        found was.
      </figcaption>
      ${histogram(distribution, `Queries by recall-capped precision@${depth}`)}
    </figure>
  </section>`
}

const FEW_LABELS = 20

/** How the intervals came about, and what they do not promise. */
function howIntervals({ unit, resamples, labelCount }: ReportFigures): string {
  const drawn = `95 % confidence intervals by the bootstrap (Efron 1979), ${whole(resamples)} resamples`
  if (unit === 'query') {
    return `${drawn} of queries: with so few labels they say how far other models of these labels may be off, and nothing of other labels.`
  }
  const few = labelCount < FEW_LABELS ? ' With fewer than twenty they are somewhat too narrow.' : ''
  return `${drawn} of labels, each with all of its queries: those of one label fare alike, and drawn one by one would promise too much.${few}`
}
