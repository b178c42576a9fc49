import type { Connection } from './connection'

export type SourceCount = { source: string; models: number; withoutThumbnail: number }

/** How many models each catalogue source has brought, most models first. */
export function countBySource(connection: Connection): SourceCount[] {
  return connection
    .prepare<[], SourceCount>(
      `SELECT source, count(*) AS models, count(*) FILTER (WHERE thumbnailHash IS NULL) AS withoutThumbnail
       FROM Model GROUP BY source ORDER BY models DESC, source`,
    )
    .all()
}
