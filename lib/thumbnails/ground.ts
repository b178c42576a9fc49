/** The share of its pixels that one sees through in a cut-out picture, at least. */
const CUT_OUT_SHARE = 0.02
/** Half transparent: what is more so counts as seen through. */
const HALF = 128
/** Colours are counted in so many steps a channel, 4096 in all. */
const STEPS = 16

/**
 * The colour that a tile takes its tint from: the most frequent one of a cut-out picture, as `#rrggbb`. Null for a
 * picture that fills its frame.
 *
 * @param rgba four bytes a pixel
 */
export function groundOf(rgba: Uint8Array): string | null {
  const weights = new Float64Array(STEPS ** 3)
  let seenThrough = 0
  for (let at = 0; at < rgba.length; at += 4) {
    const alpha = rgba[at + 3] ?? 0
    if (alpha < HALF) seenThrough++
    const bin = binAt(rgba, at)
    weights[bin] = (weights[bin] ?? 0) + alpha
  }
  if (seenThrough < CUT_OUT_SHARE * (rgba.length / 4)) return null
  const most = weights.indexOf(Math.max(...weights))
  return `#${[0, 1, 2].map((channel) => inHex(meanOf(rgba, most, channel, weights[most] ?? 0))).join('')}`
}

function binAt(rgba: Uint8Array, at: number): number {
  const step = (channel: number) => Math.floor(((rgba[at + channel] ?? 0) * STEPS) / 256)
  return (step(0) * STEPS + step(1)) * STEPS + step(2)
}

/** Of the pixels in a bin, by their alpha. */
function meanOf(rgba: Uint8Array, bin: number, channel: number, weight: number): number {
  let sum = 0
  for (let at = 0; at < rgba.length; at += 4) {
    if (binAt(rgba, at) === bin) sum += (rgba[at + channel] ?? 0) * (rgba[at + 3] ?? 0)
  }
  return weight > 0 ? sum / weight : 0
}

function inHex(value: number): string {
  return Math.round(value).toString(16).padStart(2, '0')
}
