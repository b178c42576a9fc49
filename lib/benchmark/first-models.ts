import type { Database } from '@/lib/database/database'

/** The first models of the catalogue by name. */
export async function firstModels({ catalogue, search }: Database, count: number) {
  const { ids } = await search.listModelIds(await search.matchModels({}), 'name', null, count)
  return catalogue.readListedModels(ids)
}
