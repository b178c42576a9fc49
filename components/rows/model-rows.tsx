import { Colophon } from '@/components/models/colophon'
import { KINDS } from '@/lib/facts/kinds'
import type { ModelPageView, RowsView } from '@/lib/serving/views'
import { MainRow } from './main-row'
import { RowLine } from './row-line'
import { placeOf } from './row-place'

type Props = Pick<ModelPageView, 'model' | 'run' | 'filters' | 'notLookedThrough'> & { rows: RowsView }

/** What is similar to a model: all together by a mix of one's choice, then a line of each kind; or one of these alone. */
export function ModelRows({ model, run, filters, notLookedThrough, rows }: Props) {
  const place = placeOf(rows, { model, filters })
  return (
    <>
      <MainRow
        model={model}
        filters={filters}
        notLookedThrough={notLookedThrough}
        rows={rows}
        place={place}
      />
      {rows.alone === null &&
        KINDS.map((kind) => {
          const similar = rows[kind]
          if (similar === null || similar.length === 0) return null
          return <RowLine key={kind} kind={kind} similar={similar} place={place} />
        })}
      {run && <Colophon run={run} besides=", by likes and by tags" />}
    </>
  )
}
