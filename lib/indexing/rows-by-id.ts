/**
 * Tells in which row a model is, by its id; -1 for one that is in none.
 *
 * @param ids of the rows, ascending
 */
export function rowsById(ids: Int32Array): (id: number) => number {
  const rowOf = new Int32Array((ids.at(-1) ?? 0) + 1).fill(-1)
  ids.forEach((id, row) => (rowOf[id] = row))
  return (id) => rowOf[id] ?? -1
}
