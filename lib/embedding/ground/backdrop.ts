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

/** The grey level that an object is put on: white, unless its outline is so light that it would be lost there. */
export function backdropOf({ rgba, size, opacity }: CutOut): number {
  let [sum, count] = [0, 0]
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const at = y * size + x
      if ((opacity[at] ?? 0) < 0.75) continue
      const isOutline =
        (x >= REACH && (opacity[at - REACH] ?? 1) < 0.25) ||
        (x < size - REACH && (opacity[at + REACH] ?? 1) < 0.25) ||
        (y >= REACH && (opacity[at - REACH * size] ?? 1) < 0.25) ||
        (y < size - REACH && (opacity[at + REACH * size] ?? 1) < 0.25)
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
