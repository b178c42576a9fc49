import type { Box } from './content'

/** A square part of a picture, in its pixels; it may reach beyond the picture. */
export type View = { left: number; top: number; side: number }

/** How much of a view's side an object takes at most, where it is enlarged. */
const FILLED = 0.86
/** A picture is enlarged so many times at most, however narrow it is. */
const MOST_ENLARGED = 3
/** So much of an object may lie outside of what counts as its extent, at each side. */
const STRAY = 0.004

/**
 * The part of a letterboxed picture in which its object is as large as if the picture were square: the margins are
 * taken away as far as the object allows. A square picture is seen whole, since how large things are in it is often meant.
 *
 * @param opacity how much of each place is the object's, `[size, size]`
 * @param box what the picture takes of the square
 */
export function viewOf(opacity: Float32Array, size: number, box: Box): View {
  const shorter = Math.max(Math.min(box.width, box.height), size / MOST_ENLARGED)
  if (shorter >= size) return { left: 0, top: 0, side: size }
  const columns = new Float64Array(size)
  const rows = new Float64Array(size)
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const own = opacity[y * size + x] ?? 0
      if (own < 0.5) continue
      columns[x] = (columns[x] ?? 0) + own
      rows[y] = (rows[y] ?? 0) + own
    }
  }
  const [across, down] = [extentOf(columns), extentOf(rows)]
  const longest = Math.max(across.end - across.start, down.end - down.start)
  const side = Math.max(longest / FILLED, shorter)
  if (longest === 0 || side >= size) return { left: 0, top: 0, side: size }
  const middle = ({ start, end }: { start: number; end: number }) => (start + end) / 2
  return { left: middle(across) - side / 2, top: middle(down) - side / 2, side }
}

/** From where to where nearly all of a sum lies. */
function extentOf(sums: Float64Array): { start: number; end: number } {
  const stray = STRAY * sums.reduce((total, sum) => total + sum, 0)
  if (stray === 0) return { start: 0, end: 0 }
  let start = 0
  for (let before = 0; before + (sums[start] ?? 0) < stray; start++) before += sums[start] ?? 0
  let end = sums.length
  for (let after = 0; after + (sums[end - 1] ?? 0) < stray; end--) after += sums[end - 1] ?? 0
  return { start, end }
}

/**
 * Enlarges a view to the whole of a picture `[size, size, 3]`, linear between the middles of pixels, in place.
 *
 * @param outside what a view holds that reaches beyond the picture, a grey
 */
export function enlarge(rgb: Uint8Array, size: number, { left, top, side }: View, outside: number): void {
  if (side === size) return
  // With a margin of one pixel beyond the picture, to which all that is further away is moved.
  const width = size + 2
  const source = new Uint8Array(width * width * 3).fill(outside)
  for (let y = 0; y < size; y++)
    source.set(rgb.subarray(y * size * 3, (y + 1) * size * 3), ((y + 1) * width + 1) * 3)
  const step = side / size
  const columns = placesFrom(left, step, size)
  const rows = placesFrom(top, step, size)
  for (let row = 0; row < size; row++) {
    const above = (rows.place[row] ?? 0) * width
    const down = rows.share[row] ?? 0
    for (let column = 0; column < size; column++) {
      const across = columns.share[column] ?? 0
      const from = (above + (columns.place[column] ?? 0)) * 3
      const to = (row * size + column) * 3
      for (let channel = 0; channel < 3; channel++) {
        const a = source[from + channel] ?? 0
        const b = source[from + 3 + channel] ?? 0
        const c = source[from + width * 3 + channel] ?? 0
        const d = source[from + width * 3 + 3 + channel] ?? 0
        const upper = a + across * (b - a)
        const lower = c + across * (d - c)
        rgb[to + channel] = upper + down * (lower - upper) + 0.5
      }
    }
  }
}

/** The first of the two places that each step lies between, counted from the margin, and how far towards the second. */
function placesFrom(start: number, step: number, size: number) {
  const place = new Int32Array(size)
  const share = new Float32Array(size)
  for (let index = 0; index < size; index++) {
    const position = Math.min(size, Math.max(-1, start + (index + 0.5) * step - 0.5)) + 1
    place[index] = Math.min(size, Math.floor(position))
    share[index] = position - (place[index] ?? 0)
  }
  return { place, share }
}
