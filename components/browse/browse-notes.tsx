import type { BrowseView } from '@/lib/serving/views'
import { TEXT_LINK } from '../ui/looks'
import { Note } from '../ui/note'
import { BrowseLink } from './browse-link'
import { browsePath } from './browse-path'

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

/** What is shown besides what the words find, and a link to that alone. */
export function MeantNote({ view: { meant, selection } }: { view: BrowseView }) {
  if (meant === null) return null
  return (
    <Note role="status">
      {meant.sentence}{' '}
      {meant.hasExact && (
        <BrowseLink
          href={browsePath({ ...selection, cursor: undefined, exact: true })}
          className={`${TEXT_LINK} text-ink`}
        >
          Only “{selection.query}”
        </BrowseLink>
      )}
    </Note>
  )
}
