const ALPHA_STEP = 1 / 255

/** A rectangle of whole pixels. */
export type Box = { left: number; top: number; width: number; height: number }

/**
 * The smallest rectangle that holds all of a picture that is not wholly transparent: a letterboxed picture without its
 * margins. Null where there is nothing.
 *
 * @param rgba `[size, size, 4]`
 */
export function contentOf(rgba: Uint8Array, size: number): Box | null {
  let [left, top, right, bottom] = [size, size, -1, -1]
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      if (!rgba[(y * size + x) * 4 + 3]) continue
      if (x < left) left = x
      if (x > right) right = x
      if (y < top) top = y
      bottom = y
    }
  }
  return right < 0 ? null : { left, top, width: right - left + 1, height: bottom - top + 1 }
}

/** Whether a picture that fills its frame could have left such margins; others are transparency of its own. */
export function isLetterboxed({ left, top, width, height }: Box, size: number): boolean {
  const [right, bottom] = [size - width - left, size - height - top]
  return (width === size && Math.abs(top - bottom) <= 1) || (height === size && Math.abs(left - right) <= 1)
}

/** How much one sees through a part of a picture, from 0 to 1: the mean of what is not opaque. */
export function transparencyOf(rgba: Uint8Array, size: number, { left, top, width, height }: Box): number {
  let opaque = 0
  for (let y = top; y < top + height; y++) {
    for (let x = left; x < left + width; x++) opaque += rgba[(y * size + x) * 4 + 3] ?? 0
  }
  return 1 - opaque / (255 * width * height)
}

/**
 * A part of a picture stretched to a square, each pixel the mean of what it covers, RGB `[side, side, 3]`.
 *
 * @param rgba `[size, size, 4]`, its alpha ignored
 */
export function shrunk(rgba: Uint8Array, size: number, box: Box, side: number): Uint8Array {
  const columns = coverage(box.width, side)
  const rows = coverage(box.height, side)
  // First along each row, then along each column: every sum is of a few numbers.
  const width = side * 3
  const narrow = new Float32Array(box.height * width)
  for (let y = 0; y < box.height; y++) {
    const start = ((box.top + y) * size + box.left) * 4
    for (let x = 0; x < side; x++) {
      let [red, green, blue] = [0, 0, 0]
      for (let part = columns.first[x] ?? 0; part < (columns.first[x + 1] ?? 0); part++) {
        const from = start + (columns.place[part] ?? 0) * 4
        const weight = columns.weight[part] ?? 0
        red += weight * (rgba[from] ?? 0)
        green += weight * (rgba[from + 1] ?? 0)
        blue += weight * (rgba[from + 2] ?? 0)
      }
      const to = y * width + x * 3
      narrow[to] = red
      narrow[to + 1] = green
      narrow[to + 2] = blue
    }
  }
  const rgb = new Uint8Array(side * width)
  const sums = new Float32Array(width)
  for (let y = 0; y < side; y++) {
    // Half more, since what is stored is cut off.
    sums.fill(0.5)
    for (let part = rows.first[y] ?? 0; part < (rows.first[y + 1] ?? 0); part++) {
      const from = (rows.place[part] ?? 0) * width
      const weight = rows.weight[part] ?? 0
      for (let x = 0; x < width; x++) sums[x] = (sums[x] ?? 0) + weight * (narrow[from + x] ?? 0)
    }
    rgb.set(sums, y * width)
  }
  return rgb
}

/**
 * What each of so many equal steps covers of a row of places: parts `first[step]` to `first[step + 1]`, each a place and how
 * much of the step it is.
 */
type Coverage = { first: Int32Array; place: Int32Array; weight: Float32Array }

function coverage(length: number, steps: number): Coverage {
  const step = length / steps
  const first = new Int32Array(steps + 1)
  const [place, weight]: [number[], number[]] = [[], []]
  for (let index = 0; index < steps; index++) {
    const [from, to] = [index * step, (index + 1) * step]
    for (let at = Math.floor(from); at < Math.min(length, Math.ceil(to)); at++) {
      const covered = Math.min(to, at + 1) - Math.max(from, at)
      if (covered < 1e-9) continue
      place.push(at)
      weight.push(covered / step)
    }
    first[index + 1] = place.length
  }
  return { first, place: Int32Array.from(place), weight: Float32Array.from(weight) }
}

/** Writes the alpha of a picture `[size, size, 4]`, 0 to 1, into `[size, size]`. */
export function writeAlpha(rgba: Uint8Array, alpha: Float32Array): void {
  for (let at = 0; at < alpha.length; at++) alpha[at] = (rgba[at * 4 + 3] ?? 0) * ALPHA_STEP
}
