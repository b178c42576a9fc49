import { Note } from '../ui/note'

/** What the address asks for and the page does not do. */
export function BrowseNotes({ notes }: { notes: readonly string[] }) {
  if (notes.length === 0) return null
  return (
    <Note role="status">
      {notes.map((note) => (
        <p key={note}>{note}</p>
      ))}
    </Note>
  )
}
