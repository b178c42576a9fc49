import type { Database } from '@/lib/database/database'

/**
 * The column of labels that says what models are: what `npm run evaluate` asks for unless told otherwise, else the one that says
 * something of most models. Null where no model has labels.
 */
export async function labelColumn({ labels }: Pick<Database, 'labels'>): Promise<string | null> {
  const columns = await labels.listLabelColumns()
  return (columns.find(({ column }) => column === 'label') ?? columns[0])?.column ?? null
}
