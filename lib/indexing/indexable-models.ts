import type { Database, IndexableModel } from '@/lib/database/database'

/** All models that an index run is over, by id, for what needs them together. */
export async function indexableModels({ embeddings }: Database): Promise<IndexableModel[]> {
  const models: IndexableModel[] = []
  for await (const block of embeddings.readIndexable()) models.push(...block)
  return models
}
