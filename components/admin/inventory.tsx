import Link from 'next/link'
import type { InventoryView } from '@/lib/admin/views'
import { Figure, Figures } from '../ui/figures'
import { TEXT_LINK } from '../ui/looks'
import { Section } from '../ui/section'
import { bytesInWords } from './bytes'

const SOURCES: Record<string, string> = {
  sample: 'Sample catalogue',
  folder: 'Folders',
  psv: 'The original’s files',
  sketchfab: 'Sketchfab',
}

type Props = {
  inventory: InventoryView
  failureCount: number
  /** The run that readers see; null while none is published. */
  publishedId: number | null
}

/** What the catalogue holds, what is missing from the index, and what all of it takes on the disk. */
export function Inventory({ inventory: { sources, storage, elsewhere }, failureCount, publishedId }: Props) {
  const bytes = storage.reduce((sum, part) => sum + part.bytes, 0)
  return (
    <Section id="inventory" title="Catalogue">
      <Figures>
        {sources.map(({ source, models, withoutThumbnail }) => (
          <Figure key={source} name={SOURCES[source] ?? source}>
            {models.toLocaleString('en')} {models === 1 ? 'model' : 'models'}
            {withoutThumbnail > 0 && `, ${withoutThumbnail.toLocaleString('en')} without a picture`}
          </Figure>
        ))}
        {sources.length === 0 && (
          <Figure name="Models">none yet: npm run catalog:sample, or catalog:folder</Figure>
        )}
        <Figure name="Readers see">
          {publishedId === null ? (
            'nothing yet'
          ) : (
            <Link href={`/admin/runs/${publishedId}`} prefetch={false} className={TEXT_LINK}>
              run {publishedId}
            </Link>
          )}
        </Figure>
        <Figure name="Failures">
          {failureCount === 0 ? (
            'none'
          ) : (
            <Link href="/admin/failures" prefetch={false} className={TEXT_LINK}>
              {failureCount.toLocaleString('en')}, and why
            </Link>
          )}
        </Figure>
        <Figure name="On the disk">
          {bytesInWords(bytes)}
          <span className="block text-sm text-muted">
            {storage.map(({ what, bytes }) => `${what} ${bytesInWords(bytes)}`).join(', ')}
          </span>
        </Figure>
        {elsewhere !== null && (
          <Figure name="Pictures">
            in <span className="break-all">{elsewhere}</span>, not counted here
          </Figure>
        )}
      </Figures>
    </Section>
  )
}
