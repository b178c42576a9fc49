/** What became of a run, as a dot and a word. */
export function StatusMark({ status, words }: { status: string; words: string }) {
  return (
    <span className="status" data-status={status}>
      {words}
    </span>
  )
}
