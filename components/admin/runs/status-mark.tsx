import { type OutcomeView, outcomeWords } from './run-words'

/** What became of a run, as a dot and a word. */
export function StatusMark({ run }: { run: OutcomeView }) {
  return (
    <span className="status" data-status={run.isPublished ? 'published' : run.status}>
      {outcomeWords(run)}
    </span>
  )
}
