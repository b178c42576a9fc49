import type { RunView } from '@/lib/admin/views'
import { PROBLEM } from '../problem'

/** Why a run has not come to its end. That somebody wanted it so is nothing that went wrong. */
export function RunError({ run: { status, error } }: { run: Pick<RunView, 'status' | 'error'> }) {
  if (error === null) return null
  if (status === 'cancelled') return <p className="text-muted">It was cancelled on the dashboard.</p>
  return <p className={PROBLEM}>{error}</p>
}
