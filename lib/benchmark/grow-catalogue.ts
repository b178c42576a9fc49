import type { CatalogueEntry } from '@/lib/catalogue/entry'
import type { Database, ModelRecord } from '@/lib/database/database'
import { seededRandom } from '@/lib/numerics/seeded-random'
import { hashOf } from '@/lib/thumbnails/store'

const BATCH = 5_000

/**
 * Adds made-up models until there are `total`: named after two real ones, and tagged like them. Their thumbnails
 * exist in the database only.
 */
export async function growCatalogue(
  database: Database,
  total: number,
  vocabulary: readonly CatalogueEntry[],
): Promise<void> {
  const random = seededRandom(total)
  const pick = () => {
    const entry = vocabulary[Math.floor(random() * vocabulary.length)]
    if (!entry) throw new Error('There are no entries to name models after.')
    return entry
  }
  for (let count = await database.catalogue.countModels(); count < total;) {
    const size = Math.min(BATCH, total - count)
    const records = Array.from({ length: size }, (_, index): ModelRecord => {
      const [first, second] = [pick(), pick()]
      const sourceKey = `made-up-${count + index}`
      return {
        sourceKey,
        uidCandidates: [sourceKey],
        name: `${first.name} ${second.name} ${count + index}`,
        url: first.url,
        author: second.author,
        license: first.license,
        tags: [...new Set([...first.tags, ...second.tags])].slice(0, 8),
        categories: first.categories,
        labels: {},
        thumbnail: { hash: hashOf(Buffer.from(sourceKey)), width: 256, height: 256, tint: null, focus: 50 },
        failure: null,
      }
    })
    await database.catalogue.upsertModels('folder', records)
    count += size
  }
}
