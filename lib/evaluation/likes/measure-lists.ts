import { columnsOf, type SparsePattern } from '@/lib/numerics/sparse-matrix'
import type { NeighbourLists } from '@/lib/recommending/neighbour-lists'
import type { LikeSet } from './like-set'
import { type Mean, meanOf } from './mean'

/** Models by how many like them. */
export const LIKES_BANDS = [
  { name: '1-4', least: 1 },
  { name: '5-9', least: 5 },
  { name: '10-19', least: 10 },
  { name: '20-49', least: 20 },
  { name: '50+', least: 50 },
] as const

/** How well the lists on models' pages show what else the people like who like them. */
export type ListQuality = {
  /** The chance that a like that was put aside is among the 24 on the page of another like of that user. */
  hitRateAt24: Mean | null
  /** The same for likes of the tail alone. */
  tailHitRateAt24: Mean | null
  /** The hit rate on the pages of models with so many likes, in the order of LIKES_BANDS. */
  byLikes: (Mean | null)[]
  /** The share of all models that are on some page. */
  coverageAt24: number
  /** How many models are on a page, on average. */
  meanLength: number
}

/** How many models a page shows. */
export const LIST_DEPTH = 24

/** Whose pages are looked at, and what is looked for on them; by default train likes and test likes. */
export type Looked = { anchors: SparsePattern; targets: SparsePattern }

/** Measures the first 24 of each list. */
export function measureLists(
  set: Pick<LikeSet, 'train' | 'test' | 'head' | 'popularity'>,
  lists: NeighbourLists,
  { anchors, targets }: Looked = { anchors: set.train, targets: set.test },
): ListQuality {
  const rates: number[] = []
  const tailRates: number[] = []
  const byLikes: number[][] = LIKES_BANDS.map(() => [])
  const isTarget = new Uint8Array(lists.columns)
  for (let user = 0; user < anchors.rows; user++) {
    const [from, wanted] = [columnsOf(anchors, user), columnsOf(targets, user)]
    if (from.length === 0 || wanted.length === 0) continue
    for (const model of wanted) isTarget[model] = 1
    const tail = wanted.filter((model) => model >= set.head).length
    let [hits, tailHits] = [0, 0]
    const inBand = LIKES_BANDS.map(() => ({ hits: 0, pages: 0 }))
    for (const anchor of from) {
      let own = 0
      for (const model of columnsOf(lists, anchor).subarray(0, LIST_DEPTH)) {
        if (isTarget[model] === 0) continue
        own++
        if (model >= set.head) tailHits++
      }
      hits += own
      const band = inBand[bandOf(set.popularity[anchor] ?? 0)]
      if (!band) continue
      band.hits += own
      band.pages++
    }
    for (const model of wanted) isTarget[model] = 0
    rates.push(hits / (from.length * wanted.length))
    if (tail > 0) tailRates.push(tailHits / (from.length * tail))
    inBand.forEach((band, place) => {
      if (band.pages > 0) byLikes[place]?.push(band.hits / (band.pages * wanted.length))
    })
  }
  return {
    hitRateAt24: meanOf(rates),
    tailHitRateAt24: meanOf(tailRates),
    byLikes: byLikes.map(meanOf),
    ...coverageOf(lists),
  }
}

/** -1 for a model that nobody likes. */
function bandOf(likes: number): number {
  return LIKES_BANDS.findLastIndex(({ least }) => likes >= least)
}

function coverageOf(lists: NeighbourLists): { coverageAt24: number; meanLength: number } {
  const isShown = new Uint8Array(lists.columns)
  let length = 0
  for (let model = 0; model < lists.rows; model++) {
    const shown = columnsOf(lists, model).subarray(0, LIST_DEPTH)
    length += shown.length
    for (const other of shown) isShown[other] = 1
  }
  return {
    coverageAt24: isShown.reduce((sum, is) => sum + is, 0) / lists.columns,
    meanLength: length / lists.rows,
  }
}
