import { type CellColour, colourOf, type Shape, SHAPE_CELLS } from './shape'

/** Counts the ways in which near-duplicates have been told: a run made in another way is made anew. */
export const NEAR_DUPLICATES_VERSION = 1

/** How alike two pictures of the same thing are at least. */
export type Bounds = {
  /** Of edges, as a correlation. */
  edges: number
  /** The share of a picture that has the colours of the other, or those colours changed in one way. */
  colours: number
  /** By the score of the run. */
  score: number
}
const SAME: Bounds = { edges: 0.965, colours: 0.8, score: 0.45 }
/** Between any two of a group, some of which are the same by the bounds above. */
const SAME_IN_GROUP: Bounds = { edges: 0.945, colours: 0.65, score: 0.35 }
/** The share of those with the same edges, at least, that also have the same colours, or the shape says nothing: flags wave alike. */
const DISTINCT_SHARE = 0.5
/** What looks less alike by the score of a run is not compared. */
const LEAST_SCORE = 0.3
/** How much wider one may be than the other, in doublings. */
const SAME_ASPECT = 0.08

/** Distances of OKLab: about what one sees at a glance, and half as much again for what a change of colours may miss. */
const SAME_COLOUR = 0.05
const CHANGED_COLOUR = 0.07
/** What of a cell is more transparent than that in both is not looked at. */
const LEAST_OPACITY = 0.3
/** How many times a change of colours is fitted, each time to those that it fitted best. */
const FITS = 3
const KEPT_SHARE = 0.8
const LEAST_CELLS = 4

/** How alike the edges of two pictures are: their correlation, 1 for the same; 0 where one has none. */
export function edgesAlike(one: Shape, other: Shape): number {
  if (one.edgeLength === 0 || other.edgeLength === 0) return 0
  if (Math.abs(one.aspect - other.aspect) > SAME_ASPECT) return 0
  const count = one.edges.length
  let sum = 0
  for (let at = 0; at < count; at++) sum += (one.edges[at] ?? 0) * (other.edges[at] ?? 0)
  return (sum - count * one.edgeMean * other.edgeMean) / (one.edgeLength * other.edgeLength)
}

/**
 * The share of a picture whose colours are those of the other, or become them by one change for all: chroma turned and stretched,
 * lightness stretched and shifted, as one thing looks in another colour. 0 to 1.
 */
export function coloursAlike(one: Shape, other: Shape): number {
  const cells: Pair[] = []
  for (let cell = 0; cell < SHAPE_CELLS; cell++) {
    const pair = { from: colourOf(one, cell), to: colourOf(other, cell) }
    if (opacityOf(pair) >= LEAST_OPACITY) cells.push(pair)
  }
  const back = cells.map(({ from, to }) => ({ from: to, to: from }))
  return Math.max(shareChanged(cells), shareChanged(back))
}

/** The colours of two pictures in the same cell. */
type Pair = { from: CellColour; to: CellColour }

function shareChanged(cells: readonly Pair[]): number {
  let [total, alike] = [0, 0]
  const changed: Pair[] = []
  for (const pair of cells) {
    const opacity = opacityOf(pair)
    total += opacity
    if (distance(pair, UNCHANGED) < SAME_COLOUR && isAsOpaque(pair)) alike += opacity
    else changed.push(pair)
  }
  if (total === 0) return 0
  const change = fitChange(changed)
  for (const pair of changed) {
    if (distance(pair, change) < CHANGED_COLOUR && isAsOpaque(pair)) alike += opacityOf(pair)
  }
  return alike / total
}

function opacityOf({ from, to }: Pair): number {
  return Math.max(from.opacity, to.opacity)
}

function isAsOpaque({ from, to }: Pair): boolean {
  return Math.abs(from.opacity - to.opacity) < LEAST_OPACITY
}

/** Chroma is multiplied by a complex number, lightness by a gain, and an offset is added. */
type Change = { turnReal: number; turnImaginary: number; gain: number; offset: number }
const UNCHANGED: Change = { turnReal: 1, turnImaginary: 0, gain: 1, offset: 0 }

/** Between a colour after a change and that of the other picture. */
function distance({ from, to }: Pair, { turnReal, turnImaginary, gain, offset }: Change): number {
  return Math.hypot(
    gain * from.lightness + offset - to.lightness,
    turnReal * from.a - turnImaginary * from.b - to.a,
    turnImaginary * from.a + turnReal * from.b - to.b,
  )
}

/** The change that most of some cells have gone through: least squares, of those that it fits best once more. */
function fitChange(cells: readonly Pair[]): Change {
  let change = UNCHANGED
  let kept = cells
  for (let fit = 0; fit < FITS && kept.length > 0; fit++) {
    change = leastSquares(kept)
    const most = Math.max(LEAST_CELLS, Math.ceil(kept.length * KEPT_SHARE))
    kept = kept
      .map((pair) => ({ pair, off: distance(pair, change) }))
      .sort((one, other) => one.off - other.off)
      .slice(0, most)
      .map(({ pair }) => pair)
  }
  return change
}

/** Keep what a change is fitted to from being taken for more than it is: of few colours any change fits. */
const LEAST_CHROMA = 1e-4
const LEAST_SPREAD = 0.002
const MOST_GAIN = 2
const LEAST_WEIGHT = 1e-9

function leastSquares(cells: readonly Pair[]): Change {
  let [real, imaginary, chroma] = [0, 0, LEAST_CHROMA]
  let [weights, x, y, xx, xy] = [LEAST_WEIGHT, 0, 0, 0, 0]
  for (const { from, to } of cells) {
    const weight = Math.min(from.opacity, to.opacity)
    real += weight * (from.a * to.a + from.b * to.b)
    imaginary += weight * (from.a * to.b - from.b * to.a)
    chroma += weight * (from.a * from.a + from.b * from.b)
    weights += weight
    x += weight * from.lightness
    y += weight * to.lightness
    xx += weight * from.lightness * from.lightness
    xy += weight * from.lightness * to.lightness
  }
  const [meanX, meanY] = [x / weights, y / weights]
  const spread = xx / weights - meanX * meanX
  const together = xy / weights - meanX * meanY
  const fitted = (together + LEAST_SPREAD) / (spread + LEAST_SPREAD)
  const gain = Math.min(MOST_GAIN, Math.max(1 / MOST_GAIN, fitted))
  return { turnReal: real / chroma, turnImaginary: imaginary / chroma, gain, offset: meanY - gain * meanX }
}

/** Two models that may be the same thing once more; the first has the lower id. */
export type Link = {
  one: number
  other: number
  /** How alike their edges are. */
  edges: number
  /** Whether they are the same thing by themselves, and not only within a group. */
  isSame: boolean
}

export type Candidate = { id: number; score: number; shape: Shape }

/**
 * Those of a model's neighbours that look like the same thing, and whether its shape is its own: where most that have its edges
 * have other colours altogether, it is only a form that different things come in.
 *
 * @param neighbours with the scores of the run
 */
export function sameThings(
  { id, shape }: Omit<Candidate, 'score'>,
  neighbours: Iterable<Candidate>,
): { links: Link[]; isDistinct: boolean } {
  const links: Link[] = []
  let [withEdges, withColours] = [0, 0]
  for (const neighbour of neighbours) {
    const { score } = neighbour
    if (!isCandidate(score)) continue
    const edges = edgesAlike(shape, neighbour.shape)
    if (edges < SAME_IN_GROUP.edges) continue
    const colours = coloursAlike(shape, neighbour.shape)
    withEdges++
    if (colours >= SAME.colours) withColours++
    if (colours < SAME_IN_GROUP.colours || score < SAME_IN_GROUP.score) continue
    const isSame = edges >= SAME.edges && colours >= SAME.colours && score >= SAME.score
    const [one, other] = [Math.min(id, neighbour.id), Math.max(id, neighbour.id)]
    links.push({ one, other, edges, isSame })
  }
  return { links, isDistinct: withColours >= DISTINCT_SHARE * withEdges }
}

/** Whether a model's neighbour is worth being compared at all, by the score of the run. */
export function isCandidate(score: number): boolean {
  return score >= LEAST_SCORE
}

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
