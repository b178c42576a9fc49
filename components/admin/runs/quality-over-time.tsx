'use client'

import dynamic from 'next/dynamic'
import type { QualityPoint } from './quality-chart'

// The chart library is large, and wanted here alone.
const QualityChart = dynamic(() => import('./quality-chart'), {
  ssr: false,
  loading: () => <div className="skeleton h-56" />,
})

/** How runs compare with one another over time, as a small chart. */
export function QualityOverTime({ points, label }: { points: QualityPoint[]; label: string | null }) {
  return (
    <figure>
      <QualityChart points={points} />
      <figcaption className="mt-3 flex flex-wrap gap-x-6 gap-y-1 text-[0.8125rem] text-muted">
        {label !== null && (
          <span className="legend" data-line="quality">
            Agreement with the label “{label}” (recall-capped precision)
          </span>
        )}
        <span className="legend" data-line="changed">
          Share of neighbours that changed against the run before
        </span>
      </figcaption>
    </figure>
  )
}
