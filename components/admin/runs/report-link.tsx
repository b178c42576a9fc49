import { BUTTON } from '@/components/ui/looks'

/** Leads to how good the look-alikes of a run are, label by label and in pictures, and what likes are worth. */
export function ReportLink({ runId }: { runId: number }) {
  return (
    <p className="mt-10">
      <a href={`/api/index-runs/${runId}/report`} className={BUTTON.plain}>
        Quality report
      </a>
    </p>
  )
}
