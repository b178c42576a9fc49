import { coloursAlike } from './colours-alike'
import type { Shape } from './shape'

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

/** How alike the edges of two pictures are: their correlation, 1 for the same; 0 where one has none. */
export function edgesAlike(one: Shape, other: Shape): number {
  if (one.edgeLength === 0 || other.edgeLength === 0) return 0
  if (Math.abs(one.aspect - other.aspect) > SAME_ASPECT) return 0
  const count = one.edges.length
  let sum = 0
  for (let at = 0; at < count; at++) sum += (one.edges[at] ?? 0) * (other.edges[at] ?? 0)
  return (sum - count * one.edgeMean * other.edgeMean) / (one.edgeLength * other.edgeLength)
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
