export const PROBLEM = 'mt-4 max-w-3xl border-l-2 border-accent pl-4 wrap-anywhere whitespace-pre-line'

/** What went wrong, in the server's words, beside what was pressed. */
export function Problem({ error }: { error: string | null }) {
  if (error === null) return null
  return (
    <p role="alert" className={PROBLEM}>
      {error}
    </p>
  )
}
