'use client'

import dynamic from 'next/dynamic'
import { BONE } from '@/components/ui/looks'
import type { QualityPoint } from './quality-chart'
import { qualityName } from './run-words'

// The chart library is large, and wanted here alone.
const QualityChart = dynamic(() => import('./quality-chart'), {
  ssr: false,
  loading: () => <div className={`${BONE} h-56`} />,
})

type Props = { points: QualityPoint[]; label: string | null; depth: number }

/** How runs compare with one another over time, as a small chart. */
export function QualityOverTime({ points, label, depth }: Props) {
  return (
    <figure className="[@media(scripting:none)]:hidden">
      <QualityChart points={points} measure={qualityName(depth)} />
      <figcaption className="mt-3 flex flex-wrap gap-x-6 gap-y-1 text-sm text-muted">
        {label !== null && (
          <span className="inline-flex items-center gap-2.5 before:w-6 before:border-t-2 before:border-accent">
            {qualityName(depth)} on the label “{label}”
          </span>
        )}
        <span className="inline-flex items-center gap-2.5 before:w-6 before:border-t-2 before:border-dotted before:border-muted">
          Share of neighbours that changed against the run before
        </span>
      </figcaption>
      {label !== null && (
        <p className="mt-3 max-w-prose text-sm leading-relaxed text-muted">
          {qualityName(depth)} is the share of a model’s first {depth} neighbours that have its label, out of
          as many as there are, over all models with a label. <code>npm run evaluate</code> has it over the
          models of which ten others have the label, and beside it precision@10, another measure: always out
          of ten.
        </p>
      )}
    </figure>
  )
}
