/** How many units a stage has at least, if there is enough to do: several workers are done at about the same time then. */
const LEAST_UNITS = 64

/**
 * How many things a unit is to have of `count` in all.
 *
 * @param least of less than that a unit is hardly worth being taken; also what the size is a multiple of
 */
export function unitSize(count: number, { least, most }: { least: number; most: number }): number {
  const share = least * Math.ceil(count / LEAST_UNITS / least)
  return Math.min(most, Math.max(least, share))
}

/** The parts [start, end) of that size. */
export function rangesOf(count: number, size: number): { start: number; end: number }[] {
  return Array.from({ length: Math.ceil(count / size) }, (_, part) => ({
    start: part * size,
    end: Math.min(count, (part + 1) * size),
  }))
}
