/** What the address asks for and the page does not do. */
export function BrowseNotes({ notes }: { notes: readonly string[] }) {
  if (notes.length === 0) return null
  return (
    <div
      role="status"
      className="mt-6 max-w-2xl border-l-2 border-accent pl-4 text-[0.9375rem] leading-relaxed text-muted"
    >
      {notes.map((note) => (
        <p key={note}>{note}</p>
      ))}
    </div>
  )
}
