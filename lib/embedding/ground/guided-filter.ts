import type { Box } from './content'

/** The map's value at a place is `red * r + green * g + blue * b + constant` of the colour there, in bytes. */
export type LinearMap = { red: Float32Array; green: Float32Array; blue: Float32Array; constant: Float32Array }

/** What is below the first is none of the object's, what is above the second all. */
const [NOTHING, ALL] = [0.3, 0.8]

/**
 * Fits maps to the edges of their pictures: in each window a map becomes a linear function of the colour, so that enlarged,
 * and with the colours of a larger picture, its edges are that picture's (He, Sun, Tang: "Guided Image Filtering",
 * ECCV 2010; He, Sun: "Fast Guided Filter", 2015).
 *
 * @param side of the maps and pictures, in places
 * @param radius of the windows: 2 for 5 x 5 places
 * @param smoothness variance of a colour, in squared bytes, below which a map is averaged rather than led
 * @returns what takes a map `[side, side]` and its picture `[side, side, 3]`; the next call overwrites its result
 */
export function createGuidedFilter(
  side: number,
  { radius, smoothness }: { radius: number; smoothness: number },
): (map: Float32Array, rgb: Uint8Array) => LinearMap {
  const count = side * side
  const meansInto = createWindowMeans(side, radius)
  const planes = () => ({
    red: new Float32Array(count),
    green: new Float32Array(count),
    blue: new Float32Array(count),
  })
  const products = new Float32Array(count)
  const [colour, mean, withMap] = [planes(), planes(), planes()]
  const meanOfMap = new Float32Array(count)
  const square = planes()
  const [redGreen, redBlue, greenBlue] = [products.slice(), products.slice(), products.slice()]
  const fitted = { ...planes(), constant: new Float32Array(count) }
  const result = { ...planes(), constant: new Float32Array(count) }

  function meanOfProducts(one: Float32Array, other: Float32Array, target: Float32Array): void {
    for (let at = 0; at < count; at++) products[at] = (one[at] ?? 0) * (other[at] ?? 0)
    meansInto(products, target)
  }

  return (map, rgb) => {
    for (let at = 0; at < count; at++) {
      colour.red[at] = rgb[at * 3] ?? 0
      colour.green[at] = rgb[at * 3 + 1] ?? 0
      colour.blue[at] = rgb[at * 3 + 2] ?? 0
    }
    const { red, green, blue } = colour
    meansInto(red, mean.red)
    meansInto(green, mean.green)
    meansInto(blue, mean.blue)
    meansInto(map, meanOfMap)
    meanOfProducts(red, red, square.red)
    meanOfProducts(green, green, square.green)
    meanOfProducts(blue, blue, square.blue)
    meanOfProducts(red, green, redGreen)
    meanOfProducts(red, blue, redBlue)
    meanOfProducts(green, blue, greenBlue)
    meanOfProducts(red, map, withMap.red)
    meanOfProducts(green, map, withMap.green)
    meanOfProducts(blue, map, withMap.blue)
    for (let at = 0; at < count; at++) {
      const r = mean.red[at] ?? 0
      const g = mean.green[at] ?? 0
      const b = mean.blue[at] ?? 0
      const m = meanOfMap[at] ?? 0
      // The covariances of the colours, and of the colours with the map.
      const rr = (square.red[at] ?? 0) - r * r + smoothness
      const gg = (square.green[at] ?? 0) - g * g + smoothness
      const bb = (square.blue[at] ?? 0) - b * b + smoothness
      const rg = (redGreen[at] ?? 0) - r * g
      const rb = (redBlue[at] ?? 0) - r * b
      const gb = (greenBlue[at] ?? 0) - g * b
      const rm = (withMap.red[at] ?? 0) - r * m
      const gm = (withMap.green[at] ?? 0) - g * m
      const bm = (withMap.blue[at] ?? 0) - b * m
      // Three equations, solved by Cramer's rule.
      const minorRR = gg * bb - gb * gb
      const minorRG = rb * gb - rg * bb
      const minorRB = rg * gb - rb * gg
      const scale = 1 / (rr * minorRR + rg * minorRG + rb * minorRB)
      const wr = scale * (minorRR * rm + minorRG * gm + minorRB * bm)
      const wg = scale * (minorRG * rm + (rr * bb - rb * rb) * gm + (rg * rb - rr * gb) * bm)
      const wb = scale * (minorRB * rm + (rg * rb - rr * gb) * gm + (rr * gg - rg * rg) * bm)
      fitted.red[at] = wr
      fitted.green[at] = wg
      fitted.blue[at] = wb
      fitted.constant[at] = m - wr * r - wg * g - wb * b
    }
    meansInto(fitted.red, result.red)
    meansInto(fitted.green, result.green)
    meansInto(fitted.blue, result.blue)
    meansInto(fitted.constant, result.constant)
    return result
  }
}

/** Writes the mean of the window about each place, as far as it lies within the square. */
function createWindowMeans(side: number, radius: number) {
  const across = new Float32Array(side * side)
  const sums = new Float64Array(side)
  const shares = Float64Array.from(
    { length: side },
    (_, at) => 1 / (Math.min(side - 1, at + radius) - Math.max(0, at - radius) + 1),
  )
  return (values: Float32Array, means: Float32Array): void => {
    for (let row = 0; row < side * side; row += side) {
      let sum = 0
      for (let x = 0; x < radius; x++) sum += values[row + x] ?? 0
      for (let x = 0; x < side; x++) {
        if (x + radius < side) sum += values[row + x + radius] ?? 0
        if (x > radius) sum -= values[row + x - radius - 1] ?? 0
        across[row + x] = sum * (shares[x] ?? 0)
      }
    }
    sums.fill(0)
    for (let y = -radius; y < side; y++) {
      const [enters, leaves] = [(y + radius) * side, (y - radius - 1) * side]
      if (y + radius < side)
        for (let x = 0; x < side; x++) sums[x] = (sums[x] ?? 0) + (across[enters + x] ?? 0)
      if (leaves >= 0) for (let x = 0; x < side; x++) sums[x] = (sums[x] ?? 0) - (across[leaves + x] ?? 0)
      const share = shares[y] ?? 0
      if (y >= 0) for (let x = 0; x < side; x++) means[y * side + x] = (sums[x] ?? 0) * share
    }
  }
}

/**
 * Multiplies the opacity of a picture by a map of it, enlarged linearly between the middles of its places, its soft edges made
 * harder.
 *
 * @param opacity `[size, size]`, changed within the box
 * @param map `[side, side]`, of what the box holds
 * @param rgba `[size, size, 4]`
 */
export function multiplyBy(
  opacity: Float32Array,
  { red, green, blue, constant }: LinearMap,
  side: number,
  rgba: Uint8Array,
  size: number,
  { left, top, width, height }: Box,
): void {
  const columns = placesBetween(width, side)
  const rows = placesBetween(height, side)
  // Of the row in hand, between the two rows of the map.
  const [r, g, b, c] = [red, green, blue, constant].map(() => new Float32Array(side))
  if (!r || !g || !b || !c) return
  for (let y = 0; y < height; y++) {
    const above = (rows.low[y] ?? 0) * side
    const below = (rows.high[y] ?? 0) * side
    const down = rows.share[y] ?? 0
    for (let x = 0; x < side; x++) {
      r[x] = (red[above + x] ?? 0) * (1 - down) + (red[below + x] ?? 0) * down
      g[x] = (green[above + x] ?? 0) * (1 - down) + (green[below + x] ?? 0) * down
      b[x] = (blue[above + x] ?? 0) * (1 - down) + (blue[below + x] ?? 0) * down
      c[x] = (constant[above + x] ?? 0) * (1 - down) + (constant[below + x] ?? 0) * down
    }
    for (let x = 0; x < width; x++) {
      const low = columns.low[x] ?? 0
      const high = columns.high[x] ?? 0
      const share = columns.share[x] ?? 0
      const at = (top + y) * size + left + x
      const value =
        (rgba[at * 4] ?? 0) * ((r[low] ?? 0) * (1 - share) + (r[high] ?? 0) * share) +
        (rgba[at * 4 + 1] ?? 0) * ((g[low] ?? 0) * (1 - share) + (g[high] ?? 0) * share) +
        (rgba[at * 4 + 2] ?? 0) * ((b[low] ?? 0) * (1 - share) + (b[high] ?? 0) * share) +
        ((c[low] ?? 0) * (1 - share) + (c[high] ?? 0) * share)
      const part = Math.min(1, Math.max(0, (value - NOTHING) / (ALL - NOTHING)))
      opacity[at] = (opacity[at] ?? 0) * part * part * (3 - 2 * part)
    }
  }
}

/** The two of so many places that the middle of each of `count` steps lies between, and how far towards the second. */
function placesBetween(count: number, places: number) {
  const low = new Int32Array(count)
  const high = new Int32Array(count)
  const share = new Float32Array(count)
  for (let index = 0; index < count; index++) {
    const position = Math.min(places - 1, Math.max(0, ((index + 0.5) * places) / count - 0.5))
    low[index] = Math.floor(position)
    high[index] = Math.min(places - 1, Math.floor(position) + 1)
    share[index] = position - Math.floor(position)
  }
  return { low, high, share }
}
