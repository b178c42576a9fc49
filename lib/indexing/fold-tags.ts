import {
  columnsOf,
  countByRow,
  type SparsePattern,
  sparsePattern,
  transposePattern,
} from '@/lib/numerics/sparse-matrix'

/** Tags, and what they are called. */
export type NamedTags = {
  /** [models, tags] */
  pattern: SparsePattern
  names: readonly string[]
}

/** Tags that differ in capitals alone as one, called as most models have it; of equal ones the first. */
export function foldTags({ pattern, names }: NamedTags): NamedTags {
  const usual = countByRow(transposePattern(pattern))
  const folded = new Map<string, { column: number; tag: number }>()
  const columnOf = names.map((name, tag) => {
    const key = name.toLowerCase()
    const known = folded.get(key)
    if (!known) {
      folded.set(key, { column: folded.size, tag })
      return folded.size - 1
    }
    if ((usual[tag] ?? 0) > (usual[known.tag] ?? 0)) known.tag = tag
    return known.column
  })
  const rows: number[] = []
  const columns: number[] = []
  for (let row = 0; row < pattern.rows; row++) {
    for (const tag of columnsOf(pattern, row)) {
      rows.push(row)
      columns.push(columnOf[tag] ?? 0)
    }
  }
  return {
    pattern: sparsePattern(pattern.rows, folded.size, rows, columns),
    names: [...folded.values()].map(({ tag }) => names[tag] ?? ''),
  }
}
