import Link from 'next/link'
import type { InventoryView } from '@/lib/admin/views'
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
export function Inventory({ inventory: { sources, storage }, failureCount, publishedId }: Props) {
  const bytes = storage.reduce((sum, part) => sum + part.bytes, 0)
  return (
    <section aria-labelledby="inventory" className="mt-16 border-t border-line pt-10">
      <h2 id="inventory" className="mb-6 text-3xl tracking-tight">
        Catalogue
      </h2>
      <dl className="figures">
        {sources.map(({ source, models, withoutThumbnail }) => (
          <div key={source}>
            <dt>{SOURCES[source] ?? source}</dt>
            <dd>
              {models.toLocaleString('en')} {models === 1 ? 'model' : 'models'}
              {withoutThumbnail > 0 && `, ${withoutThumbnail.toLocaleString('en')} without a picture`}
            </dd>
          </div>
        ))}
        {sources.length === 0 && (
          <div>
            <dt>Models</dt>
            <dd>none yet: npm run catalog:sample, or catalog:folder</dd>
          </div>
        )}
        <div>
          <dt>Readers see</dt>
          <dd>
            {publishedId === null ? (
              'nothing yet'
            ) : (
              <Link href={`/admin/runs/${publishedId}`} prefetch={false} className="text-link">
                run {publishedId}
              </Link>
            )}
          </dd>
        </div>
        <div>
          <dt>Failures</dt>
          <dd>
            {failureCount === 0 ? (
              'none'
            ) : (
              <Link href="/admin/failures" prefetch={false} className="text-link">
                {failureCount.toLocaleString('en')}, and why
              </Link>
            )}
          </dd>
        </div>
        <div>
          <dt>On the disk</dt>
          <dd>
            {bytesInWords(bytes)}
            <span className="block text-[0.8125rem] text-muted">
              {storage.map(({ what, bytes }) => `${what} ${bytesInWords(bytes)}`).join(', ')}
            </span>
          </dd>
        </div>
      </dl>
    </section>
  )
}
