/** The share of its pixels that one sees through in a cut-out picture, at least. */
const CUT_OUT_SHARE = 0.02
/** Half transparent: what is more so counts as seen through. */
const HALF = 128
/** Colours are counted in so many steps a channel. */
const STEPS = 8
/** How much more a full colour counts than a grey: a yellow face with white eyes is yellow, whatever its shading. */
const WEIGHT_OF_COLOUR = 2

/**
 * The colour that a tile takes its tint from: the one that a cut-out picture has most of, as `#rrggbb`. Null for a
 * picture that fills its frame.
 *
 * @param rgba four bytes a pixel
 */
export function tintOf(rgba: Uint8Array): string | null {
  const weights = new Float64Array(STEPS ** 3)
  let seenThrough = 0
  for (let at = 0; at < rgba.length; at += 4) {
    const alpha = rgba[at + 3] ?? 0
    if (alpha < HALF) seenThrough++
    const bin = binAt(rgba, at)
    weights[bin] = (weights[bin] ?? 0) + alpha * (1 + WEIGHT_OF_COLOUR * chromaAt(rgba, at))
  }
  if (seenThrough < CUT_OUT_SHARE * (rgba.length / 4)) return null
  const most = weights.indexOf(Math.max(...weights))
  return `#${[0, 1, 2].map((channel) => inHex(meanOf(rgba, most, channel))).join('')}`
}

/** From 0 for a grey to 1 for a full colour. */
function chromaAt(rgba: Uint8Array, at: number): number {
  const red = rgba[at] ?? 0
  const green = rgba[at + 1] ?? 0
  const blue = rgba[at + 2] ?? 0
  return (Math.max(red, green, blue) - Math.min(red, green, blue)) / 255
}

function binAt(rgba: Uint8Array, at: number): number {
  return (stepOf(rgba[at]) * STEPS + stepOf(rgba[at + 1])) * STEPS + stepOf(rgba[at + 2])
}

function stepOf(value = 0): number {
  return Math.floor((value * STEPS) / 256)
}

/** Of the pixels in a bin, by their alpha. */
function meanOf(rgba: Uint8Array, bin: number, channel: number): number {
  let [sum, weight] = [0, 0]
  for (let at = 0; at < rgba.length; at += 4) {
    if (binAt(rgba, at) !== bin) continue
    const alpha = rgba[at + 3] ?? 0
    sum += alpha * (rgba[at + channel] ?? 0)
    weight += alpha
  }
  return weight > 0 ? sum / weight : 0
}

function inHex(value: number): string {
  return Math.round(value).toString(16).padStart(2, '0')
}
