/**
 * How much of each place is the object's, from 0 to 1, out of the network's logits. Where the map tells nothing (no object
 * was found, or nothing behind one), all is the object's: the picture stays as it is.
 */
export function objectMap(logits: Float32Array): Float32Array {
  const map = new Float32Array(logits.length)
  for (let at = 0; at < map.length; at++) map[at] = 1 / (1 + Math.exp(-(logits[at] ?? 0)))
  const trust = trustIn(map)
  if (trust < 1) for (let at = 0; at < map.length; at++) map[at] = 1 - trust * (1 - (map[at] ?? 0))
  return map
}

/** How far a map is to be trusted, from 0 to 1, without a step between: engines differ in the last bits. */
function trustIn(map: Float32Array): number {
  let found = 0
  let doubt = 0
  for (const share of map) {
    found += share
    doubt += 4 * share * (1 - share)
  }
  return rising(found / map.length, 0.01, 0.03) * (1 - rising(doubt / map.length, 0.35, 0.6))
}

/** From 0 at `low` to 1 at `high`. */
function rising(value: number, low: number, high: number): number {
  return Math.min(1, Math.max(0, (value - low) / (high - low)))
}
