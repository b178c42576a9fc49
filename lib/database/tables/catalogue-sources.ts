import { statement, type Work } from '../statement'

export type SourceCount = { source: string; models: number; withoutThumbnail: number }

const countModels = statement<[], SourceCount>(
  `SELECT source, count(*) AS models, count(*) FILTER (WHERE thumbnailHash IS NULL) AS withoutThumbnail
   FROM Model GROUP BY source ORDER BY models DESC, source`,
)

/** How many models each catalogue source has brought, most models first. */
export function* countBySource(): Work<SourceCount[]> {
  return yield* countModels.all()
}
