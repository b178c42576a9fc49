import type { Link } from './near-duplicates'

/**
 * Groups models that are the same thing: complete linkage, so that no chain leads from one thing to another. Groups grow along links
 * from the most alike on, two of them becoming one when each of the one is linked with each of the other. The same
 * whatever the order of what is given.
 *
 * @param copies models whose pictures are the same to the pixel, at least two each; one of them stands for all
 * @param links between models; of some given twice one counts
 * @returns each with ids ascending, in the order of their first ids
 */
export function groupSameThings(copies: readonly (readonly number[])[], links: Iterable<Link>): number[][] {
  const standsFor = new Map<number, number>()
  const groups = new Map<number, number[]>()
  for (const ids of copies) {
    const sorted = ids.toSorted((one, other) => one - other)
    const [first = 0] = sorted
    for (const id of sorted) standsFor.set(id, first)
    groups.set(first, sorted)
  }
  const nodeOf = (id: number) => standsFor.get(id) ?? id
  const linked = new Map<string, Link>()
  for (const link of links) {
    const [a, b] = [nodeOf(link.one), nodeOf(link.other)]
    if (a === b) continue
    const [one, other] = [Math.min(a, b), Math.max(a, b)]
    const key = keyOf(one, other)
    const known = linked.get(key)
    // The same two may be linked from either side, by scores that differ, or by copies of either.
    const isSame = link.isSame || known?.isSame === true
    linked.set(key, { one, other, edges: Math.max(link.edges, known?.edges ?? 0), isSame })
  }
  const nodesOf = new Map<number, number[]>()
  const groupOf = new Map<number, number>()
  const inOrder = [...linked.values()]
    .filter(({ isSame }) => isSame)
    .sort((x, y) => y.edges - x.edges || x.one - y.one || x.other - y.other)
  for (const { one, other } of inOrder) {
    const [a, b] = [groupOf.get(one) ?? one, groupOf.get(other) ?? other]
    if (a === b) continue
    const [nodesA, nodesB] = [nodesOf.get(a) ?? [a], nodesOf.get(b) ?? [b]]
    if (!nodesA.every((x) => nodesB.every((y) => linked.has(keyOf(Math.min(x, y), Math.max(x, y)))))) continue
    nodesOf.delete(b)
    nodesOf.set(a, [...nodesA, ...nodesB])
    for (const node of nodesB) groupOf.set(node, a)
  }
  for (const nodes of nodesOf.values()) {
    const ids = nodes.flatMap((node) => groups.get(node) ?? [node]).sort((one, other) => one - other)
    for (const node of nodes) groups.delete(node)
    groups.set(ids[0] ?? 0, ids)
  }
  return [...groups.values()].sort(([one = 0], [other = 0]) => one - other)
}

function keyOf(one: number, other: number): string {
  return `${one}:${other}`
}
