import type { Box } from './content'
import { lightness } from './lightness'

/** From this mean lightness of its outline on (OKLab, 0 to 1) an object would be lost on white … */
const LIGHT = 0.95
/** … and at this one it stands on the darkest backdrop. */
const LIGHTEST = 1
const WHITE = 255
const GREY = 225
/** How far from the outline the backdrop must show, in pixels. */
const REACH = 3

/** How much of each place is the object's, `[size, size]`, 0 to 1, in a picture `[size, size, 4]`. */
export type CutOut = { rgba: Uint8Array; size: number; opacity: Float32Array }

/**
 * The grey level that an object is put on: white, unless its outline is so light that it would be lost there. Where an object
 * reaches the border of what the picture takes of the square it was cut, and has no outline.
 */
export function backdropOf({ rgba, size, opacity }: CutOut, { left, top, width, height }: Box): number {
  // Of glass no place is opaque: what counts is how a place compares with the most that there is.
  const most = opacity.reduce((highest, own) => Math.max(highest, own), 0)
  const [inside, outside] = [0.75 * most, 0.25 * most]
  const [right, bottom] = [left + width, top + height]
  let [sum, count] = [0, 0]
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) {
      const at = y * size + x
      const own = opacity[at] ?? 0
      if (own === 0 || own < inside) continue
      const isOutline =
        (x >= left + REACH && (opacity[at - REACH] ?? 1) < outside) ||
        (x < right - REACH && (opacity[at + REACH] ?? 1) < outside) ||
        (y >= top + REACH && (opacity[at - REACH * size] ?? 1) < outside) ||
        (y < bottom - REACH && (opacity[at + REACH * size] ?? 1) < outside)
      if (!isOutline) continue
      sum += lightness(rgba[at * 4] ?? 0, rgba[at * 4 + 1] ?? 0, rgba[at * 4 + 2] ?? 0)
      count++
    }
  }
  const light = count > 0 ? sum / count : 0
  const share = Math.min(1, Math.max(0, (light - LIGHT) / (LIGHTEST - LIGHT)))
  return Math.round(WHITE + share * (GREY - WHITE))
}

/** Writes the object on a backdrop of one grey into `[size, size, 3]`. */
export function putOnBackdrop({ rgba, opacity }: CutOut, backdrop: number, rgb: Uint8Array): void {
  for (let at = 0; at < opacity.length; at++) {
    const own = opacity[at] ?? 0
    // Half more, since what is stored is cut off.
    const behind = (1 - own) * backdrop + 0.5
    const from = at * 4
    const to = at * 3
    rgb[to] = own * (rgba[from] ?? 0) + behind
    rgb[to + 1] = own * (rgba[from + 1] ?? 0) + behind
    rgb[to + 2] = own * (rgba[from + 2] ?? 0) + behind
  }
}
