import { type CellColour, colourOf, type Shape, SHAPE_CELLS } from './shape'

/** Distances of OKLab: about what one sees at a glance, and half as much again for what a change of colours may miss. */
const SAME_COLOUR = 0.05
const CHANGED_COLOUR = 0.07
/** What of a cell is more transparent than that in both is not looked at. */
const LEAST_OPACITY = 0.3
/** How many times a change of colours is fitted, each time to those that it fitted best. */
const FITS = 3
const KEPT_SHARE = 0.8
const LEAST_CELLS = 4

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
