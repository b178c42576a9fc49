/** A colour is known by the upper bits of each channel, in 16 steps; a histogram has a margin of one step around. */
const STEP_BITS = 4
const ROW = (1 << STEP_BITS) + 2
const PLANE = ROW * ROW
const COLOURS = ROW * PLANE
/** What a colour counts for each of the six beside it, and so for all seven. */
const SPREAD = 0.5
const COUNTED = 1 + 6 * SPREAD
/** The share that a colour has of either side where it was never seen, so that a few places decide nothing. */
const UNSEEN = 4 / 4096
/** Colours tell so much at the most, in either direction, as a logit. */
const MOST = 4
const ROUNDS = 2

/**
 * Makes what adds to logits what the colours tell: how much more often a place's colour is found among what is the object's than
 * among what is the ground's, by the logits so far, places that are in doubt counting little. So what a ground repeats, as bricks
 * and boards do, is the ground's wherever it is seen. The histograms are those of GrabCut (Rother, Kolmogorov, Blake: "GrabCut",
 * SIGGRAPH 2004), without its cut of a graph. Where both sides have the same colours, nothing is changed.
 *
 * @param places in a picture
 * @returns what takes logits that a place is the object's, `[places]`, and the picture, `[places, 3]`; the next call overwrites
 * its result
 */
export function createColourModel(places: number): (logits: Float32Array, rgb: Uint8Array) => Float32Array {
  const told = new Float32Array(places)
  const colours = new Uint16Array(places)
  const ofObject = new Float32Array(COLOURS)
  const ofGround = new Float32Array(COLOURS)
  const change = new Float32Array(COLOURS)

  function countColours(): void {
    ofObject.fill(0)
    ofGround.fill(0)
    let [object, ground] = [0, 0]
    for (let at = 0; at < places; at++) {
      const share = 1 / (1 + Math.exp(-(told[at] ?? 0)))
      const colour = colours[at] ?? 0
      const own = share * share
      const others = (1 - share) * (1 - share)
      ofObject[colour] = (ofObject[colour] ?? 0) + own
      ofGround[colour] = (ofGround[colour] ?? 0) + others
      object += own
      ground += others
    }
    const objectShare = object > 0 ? 1 / (COUNTED * object) : 0
    const groundShare = ground > 0 ? 1 / (COUNTED * ground) : 0
    for (let colour = PLANE; colour < COLOURS - PLANE; colour++) {
      if (ofObject[colour] === 0 && ofGround[colour] === 0) continue
      const ratio =
        (UNSEEN + objectShare * countedAt(ofObject, colour)) /
        (UNSEEN + groundShare * countedAt(ofGround, colour))
      change[colour] = Math.min(MOST, Math.max(-MOST, Math.log(ratio)))
    }
  }

  return (logits, rgb) => {
    told.set(logits)
    for (let at = 0; at < places; at++) {
      const [red, green, blue] = [stepOf(rgb[at * 3]), stepOf(rgb[at * 3 + 1]), stepOf(rgb[at * 3 + 2])]
      colours[at] = red * PLANE + green * ROW + blue
    }
    for (let round = 0; round < ROUNDS; round++) {
      countColours()
      for (let at = 0; at < places; at++) told[at] = (logits[at] ?? 0) + (change[colours[at] ?? 0] ?? 0)
    }
    return told
  }
}

/** Behind the margin. */
function stepOf(byte = 0): number {
  return 1 + (byte >> (8 - STEP_BITS))
}

function countedAt(histogram: Float32Array, colour: number): number {
  const beside =
    (histogram[colour - 1] ?? 0) +
    (histogram[colour + 1] ?? 0) +
    (histogram[colour - ROW] ?? 0) +
    (histogram[colour + ROW] ?? 0) +
    (histogram[colour - PLANE] ?? 0) +
    (histogram[colour + PLANE] ?? 0)
  return (histogram[colour] ?? 0) + SPREAD * beside
}
