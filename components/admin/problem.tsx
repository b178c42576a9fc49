/** What went wrong, in the server's words, beside what was pressed. */
export function Problem({ error }: { error: string | null }) {
  if (error === null) return null
  return (
    <p role="alert" className="problem">
      {error}
    </p>
  )
}
