import type { NoticeView } from '@/lib/admin/views'
import { Problem } from './problem'

/** What a page says of the form that it was sent back for. */
export function Notice({ said }: { said: NoticeView | null }) {
  if (!said) return null
  return (
    <div className="mb-8">
      <Problem error={said.text} />
    </div>
  )
}
