/** A logistic curve: the probability at x is 1 / (1 + exp(-(slope x + intercept))). */
export type LogisticCurve = { slope: number; intercept: number }

const MOST_STEPS = 100
const ENOUGH = 1e-10

/**
 * Fits a logistic curve to answers of 1 and 0 (Platt, 1999), as Lin, Lin and Weng (2007) say how: by Newton's method with a step
 * that is halved until it helps, on targets that are drawn in from 0 and 1. Null where it would descend, or where the answers
 * are all alike, or all at one x.
 */
export function fitLogistic(xs: ArrayLike<number>, answers: ArrayLike<number>): LogisticCurve | null {
  const { length } = xs
  let positive = 0
  for (let index = 0; index < length; index++) positive += answers[index] ?? 0
  const negative = length - positive
  if (positive === 0 || negative === 0) return null
  if (Array.prototype.every.call(xs, (x) => x === xs[0])) return null
  const [high, low] = [(positive + 1) / (positive + 2), 1 / (negative + 2)]
  const targetOf = (index: number) => (answers[index] === 1 ? high : low)

  const lossOf = ({ slope, intercept }: LogisticCurve) => {
    let loss = 0
    for (let index = 0; index < length; index++) {
      const z = slope * (xs[index] ?? 0) + intercept
      // log(1 + exp(z)) - target z, without overflow.
      loss += Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))) - targetOf(index) * z
    }
    return loss
  }

  let curve: LogisticCurve = { slope: 0, intercept: Math.log((positive + 1) / (negative + 1)) }
  let loss = lossOf(curve)
  for (let step = 0; step < MOST_STEPS; step++) {
    // Gradient and Hessian, the latter with a ridge that keeps it invertible.
    let [g1, g0, h11, h10, h00] = [0, 0, 1e-12, 0, 1e-12]
    for (let index = 0; index < length; index++) {
      const x = xs[index] ?? 0
      const p = logistic(curve, x)
      const [off, spread] = [p - targetOf(index), p * (1 - p)]
      g1 += off * x
      g0 += off
      h11 += spread * x * x
      h10 += spread * x
      h00 += spread
    }
    const determinant = h11 * h00 - h10 * h10
    if (!(determinant > 0)) break
    const [toSlope, toIntercept] = [
      -(h00 * g1 - h10 * g0) / determinant,
      -(h11 * g0 - h10 * g1) / determinant,
    ]
    let scale = 1
    let next = curve
    let nextLoss = loss
    for (; scale > 1e-10; scale /= 2) {
      next = {
        slope: curve.slope + scale * toSlope,
        intercept: curve.intercept + scale * toIntercept,
      }
      nextLoss = lossOf(next)
      if (nextLoss < loss) break
    }
    if (!(nextLoss < loss)) break
    const gain = loss - nextLoss
    curve = next
    loss = nextLoss
    if (gain < ENOUGH * length) break
  }
  return curve.slope > 0 && Number.isFinite(curve.intercept) ? curve : null
}

/** The probability at x. */
export function logistic({ slope, intercept }: LogisticCurve, x: number): number {
  return 1 / (1 + Math.exp(-(slope * x + intercept)))
}
