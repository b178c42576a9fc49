import type { ComponentProps, ReactNode } from 'react'

type Props = {
  /** What it is a table of. */
  label: string
  /** A name may be of two lines. */
  heads: { name: string; isFigure?: boolean }[]
  /** Its rows. */
  children: ReactNode
}

/** A table that scrolls sideways, by the keyboard, too, where there is no room for it. */
export function Table({ label, heads, children }: Props) {
  return (
    <div className="overflow-x-auto rounded-md" tabIndex={0} role="region" aria-label={label}>
      <table className="w-full border-collapse tabular-nums [&_:is(td,th)]:pr-6 [&_:is(td,th):last-child]:pr-0 [&_:is(th,td)]:text-start [&_th]:font-normal [&_tbody_:is(td,th)]:border-t [&_tbody_:is(td,th)]:border-line [&_tbody_:is(td,th)]:py-3 [&_tbody_:is(td,th)]:align-baseline [&_time]:whitespace-nowrap">
        <thead className="align-bottom text-sm text-muted">
          <tr>
            {heads.map(({ name, isFigure }, place) => (
              <th key={place} scope="col" className={`pb-2 whitespace-pre ${isFigure ? 'text-end!' : ''}`}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  )
}

/** A cell of a number. */
export function FigureCell(props: ComponentProps<'td'>) {
  return <td {...props} className="text-end! whitespace-nowrap" />
}

/** A second, smaller line of a cell. */
export function Aside({ children }: { children: ReactNode }) {
  return <small className="mt-0.5 block text-sm text-muted">{children}</small>
}
