/** Decoded pixels, row-major; of their channels the first three are red, green and blue. */
export type DecodedPixels = { data: Uint8Array; width: number; height: number; channels: number }

/** About so many pixels a side are looked at. */
const LOOKED_AT = 128
/** How much a full colour counts beside an edge, of the same step between two values. */
const WEIGHT_OF_COLOUR = 0.25

/**
 * Where a tile lies within a picture that it is as large as one way, and cut from the other way: where it holds most
 * edges and full colours, what is in its middle counting more than what is at its border.
 *
 * Along one axis that is a sum over the other and a window that slides: a sixtieth of what sharp's `attention` takes,
 * which looks for the most interesting point in both.
 *
 * @param aspect width through height of the tile
 * @returns percent of what is cut off that is cut off left, or above; 50 where nothing is cut off, or nothing stands out
 */
export function focusOf(picture: DecodedPixels, aspect: number): number {
  const { width, height } = picture
  const isWide = width > height * aspect
  const length = isWide ? width : height
  const seen = Math.min(length, Math.round(isWide ? height * aspect : width / aspect))
  if (seen === length) return 50
  const step = Math.max(1, Math.floor(Math.max(width, height) / LOOKED_AT))
  const profile = interestAlong(picture, isWide, step)
  const window = windowOf(Math.max(1, Math.round(seen / step)))
  const last = Math.max(1, profile.length - window.length)
  let [most, first, end] = [-1, 0, 0]
  for (let start = 0; start <= last; start++) {
    let held = 0
    for (let at = 0; at < window.length; at++) held += (window[at] ?? 0) * (profile[start + at] ?? 0)
    // By a little, since sums of the same numbers in another order differ.
    if (held > most * (1 + 1e-9)) [most, first, end] = [held, start, start]
    else if (held >= most * (1 - 1e-9)) end = start
  }
  return Math.round((50 * (first + end)) / last)
}

/** What there is to see at each place along the longer axis. */
function interestAlong({ data, width, height, channels }: DecodedPixels, isWide: boolean, step: number) {
  const [length, across] = isWide ? [width, height] : [height, width]
  const next = (isWide ? 1 : width) * channels * step
  const nextAcross = (isWide ? width : 1) * channels * step
  const profile = new Float64Array(Math.ceil(length / step))
  for (let place = 0; place < profile.length; place++) {
    const hasNext = (place + 1) * step < length
    let interest = 0
    let at = place * next
    for (let row = 0; row < across; row += step, at += nextAcross) {
      const red = data[at] ?? 0
      const green = data[at + 1] ?? 0
      const blue = data[at + 2] ?? 0
      const fullness = Math.max(red, green, blue) - Math.min(red, green, blue)
      interest += WEIGHT_OF_COLOUR * fullness
      if (hasNext) interest += difference(data, at, at + next)
      if (row + step < across) interest += difference(data, at, at + nextAcross)
    }
    profile[place] = interest
  }
  return profile
}

function difference(data: Uint8Array, one: number, other: number): number {
  return (
    Math.abs((data[one] ?? 0) - (data[other] ?? 0)) +
    Math.abs((data[one + 1] ?? 0) - (data[other + 1] ?? 0)) +
    Math.abs((data[one + 2] ?? 0) - (data[other + 2] ?? 0))
  )
}

/** A half wave of sine over so many places. */
function windowOf(length: number): Float64Array {
  return Float64Array.from({ length }, (_, at) => Math.sin((Math.PI * (at + 0.5)) / length))
}
