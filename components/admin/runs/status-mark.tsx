import { Status } from '@/components/ui/status'
import { type OutcomeView, outcomeWords } from './run-words'

/** What became of a run, as a dot and a word. */
export function StatusMark({ run }: { run: OutcomeView }) {
  return <Status status={run.isPublished ? 'published' : run.status}>{outcomeWords(run)}</Status>
}
