/** Pixels a side that a picture is brought to before its shape is taken. */
export const SHAPE_SIDE = 48
/** Cells a side; what is within one may shift. */
const CELLS = 12
const CELL_SIDE = SHAPE_SIDE / CELLS
/** Directions that edges are told apart by, of half a turn: from dark to bright is the same as from bright to dark. */
const DIRECTIONS = 4
/** A step of so much between neighbours counts half of what the steepest does: colours change how steep edges are. */
const HALF_STEP = 100
const CHANNELS = 4
const EDGES = CELLS * CELLS * DIRECTIONS
const COLOURS = CELLS * CELLS * CHANNELS
/** The most that a cell has of one direction. */
const MOST_EDGES = CELL_SIDE * CELL_SIDE
/** Steps that doubling the width over the height is told in. */
const ASPECT_STEPS = 64
const HEADER_BYTES = 2

/** Counts the ways in which shapes have been taken: those of another way are not compared, but taken anew. */
export const SHAPE_VERSION = 1

/** How many bytes a packed shape has. */
export const SHAPE_BYTES = HEADER_BYTES + EDGES + COLOURS

/** What near-duplicates are told by. */
export type Shape = {
  /** log2 of width through height of what is not transparent. */
  aspect: number
  /** How much of an edge there is, [cells, directions]. */
  edges: Uint8Array
  /** Of all of these. */
  edgeMean: number
  /** Length of the edges less their mean: 0 for a picture without any. */
  edgeLength: number
  /** Lightness, a and b of OKLab, and opacity, [cells, 4]; see {@link colourOf}. */
  colours: Uint8Array
}

/** What a cell has of a colour in OKLab: lightness and opacity from 0 to 1, a and b around 0. */
export type CellColour = { lightness: number; a: number; b: number; opacity: number }

/** How many cells a shape has colours of. */
export const SHAPE_CELLS = CELLS * CELLS

/** The mean colour of a cell. */
export function colourOf({ colours }: Pick<Shape, 'colours'>, cell: number): CellColour {
  const at = cell * CHANNELS
  return {
    lightness: (colours[at] ?? 0) / 255,
    a: (colours[at + 1] ?? 0) / 255 - 0.5,
    b: (colours[at + 2] ?? 0) / 255 - 0.5,
    opacity: (colours[at + 3] ?? 0) / 255,
  }
}

/**
 * Takes the shape of a picture and packs it: histograms of the directions of its edges by cells (Dalal and Triggs 2005, with four
 * directions, unsigned, of whichever channel is the steepest), and the mean colours of the cells in OKLab (Ottosson 2020).
 *
 * @param rgba [SHAPE_SIDE, SHAPE_SIDE, 4], what is not transparent filling the square
 * @param aspect of what it was made of, width through height
 */
export function packShape(rgba: Uint8Array, aspect: number): Uint8Array {
  const packed = new Uint8Array(SHAPE_BYTES)
  const view = new DataView(packed.buffer)
  view.setInt16(0, Math.round(ASPECT_STEPS * Math.log2(aspect)), true)
  const edges = edgesOf(onWhite(rgba))
  edges.forEach((edge, at) => {
    packed[HEADER_BYTES + at] = Math.round((255 * edge) / MOST_EDGES)
  })
  packed.set(coloursOf(rgba), HEADER_BYTES + EDGES)
  return packed
}

/** @throws Error when it is none of this version's */
export function unpackShape(packed: Uint8Array): Shape {
  if (packed.length !== SHAPE_BYTES)
    throw new Error(`A shape has ${SHAPE_BYTES} bytes; this one has ${packed.length}.`)
  const view = new DataView(packed.buffer, packed.byteOffset, packed.length)
  const edges = packed.subarray(HEADER_BYTES, HEADER_BYTES + EDGES)
  let [sum, squares] = [0, 0]
  for (const edge of edges) {
    sum += edge
    squares += edge * edge
  }
  return {
    aspect: view.getInt16(0, true) / ASPECT_STEPS,
    edges,
    edgeMean: sum / EDGES,
    edgeLength: Math.sqrt(Math.max(0, squares - (sum * sum) / EDGES)),
    colours: packed.subarray(HEADER_BYTES + EDGES),
  }
}

/** Red, green and blue before white, and opacity, so that a white thing has an outline too. */
function onWhite(rgba: Uint8Array): Float32Array {
  const values = new Float32Array(rgba.length)
  for (let at = 0; at < rgba.length; at += CHANNELS) {
    const alpha = rgba[at + 3] ?? 0
    for (let channel = 0; channel < 3; channel++)
      values[at + channel] = 255 + ((rgba[at + channel] ?? 0) - 255) * (alpha / 255)
    values[at + 3] = alpha
  }
  return values
}

function edgesOf(values: Float32Array): Float64Array {
  const edges = new Float64Array(EDGES)
  for (let y = 0; y < SHAPE_SIDE; y++) {
    const above = Math.max(0, y - 1) * SHAPE_SIDE
    const below = Math.min(SHAPE_SIDE - 1, y + 1) * SHAPE_SIDE
    const row = y * SHAPE_SIDE
    for (let x = 0; x < SHAPE_SIDE; x++) {
      const left = (row + Math.max(0, x - 1)) * CHANNELS
      const right = (row + Math.min(SHAPE_SIDE - 1, x + 1)) * CHANNELS
      const up = (above + x) * CHANNELS
      const down = (below + x) * CHANNELS
      let steepest = 0
      let dx = 0
      let dy = 0
      for (let channel = 0; channel < CHANNELS; channel++) {
        const across = (values[right + channel] ?? 0) - (values[left + channel] ?? 0)
        const along = (values[down + channel] ?? 0) - (values[up + channel] ?? 0)
        const size = across * across + along * along
        if (size <= steepest) continue
        steepest = size
        dx = across
        dy = along
      }
      if (steepest === 0) continue
      const step = Math.sqrt(steepest)
      addEdge(edges, x, y, Math.atan2(dy, dx), step / (step + HALF_STEP))
    }
  }
  return edges
}

/** Of each place along a side: the first of the two cells that it is shared by, and the share of the second. */
const FIRST_CELL = Int8Array.from({ length: SHAPE_SIDE }, (_, at) => Math.floor((at + 0.5) / CELL_SIDE - 0.5))
const SECOND_SHARE = Float64Array.from(
  { length: SHAPE_SIDE },
  (_, at) => (at + 0.5) / CELL_SIDE - 0.5 - Math.floor((at + 0.5) / CELL_SIDE - 0.5),
)

/** Shares an edge between the cells around it, and the two directions that it lies between. */
function addEdge(edges: Float64Array, x: number, y: number, angle: number, weight: number): void {
  const turn = ((angle / Math.PI + 1) % 1) * DIRECTIONS
  const first = Math.floor(turn) % DIRECTIONS
  const second = (first + 1) % DIRECTIONS
  const toSecond = turn - Math.floor(turn)
  for (let down = 0; down < 2; down++) {
    const row = (FIRST_CELL[y] ?? 0) + down
    if (row < 0 || row >= CELLS) continue
    const nearRow = down === 1 ? (SECOND_SHARE[y] ?? 0) : 1 - (SECOND_SHARE[y] ?? 0)
    for (let across = 0; across < 2; across++) {
      const column = (FIRST_CELL[x] ?? 0) + across
      if (column < 0 || column >= CELLS) continue
      const nearColumn = across === 1 ? (SECOND_SHARE[x] ?? 0) : 1 - (SECOND_SHARE[x] ?? 0)
      const share = weight * nearRow * nearColumn
      const at = (row * CELLS + column) * DIRECTIONS
      edges[at + first] = (edges[at + first] ?? 0) + share * (1 - toSecond)
      edges[at + second] = (edges[at + second] ?? 0) + share * toSecond
    }
  }
}

function coloursOf(rgba: Uint8Array): Uint8Array {
  const colours = new Uint8Array(COLOURS)
  for (let cell = 0; cell < SHAPE_CELLS; cell++) {
    const top = Math.floor(cell / CELLS) * CELL_SIDE
    const left = (cell % CELLS) * CELL_SIDE
    const sums = [0, 0, 0]
    let opacity = 0
    for (let y = top; y < top + CELL_SIDE; y++) {
      for (let x = left; x < left + CELL_SIDE; x++) {
        const at = (y * SHAPE_SIDE + x) * CHANNELS
        const alpha = rgba[at + 3] ?? 0
        opacity += alpha
        for (let channel = 0; channel < 3; channel++)
          sums[channel] = (sums[channel] ?? 0) + alpha * (rgba[at + channel] ?? 0)
      }
    }
    const [red = 0, green = 0, blue = 0] = sums.map((sum) => (opacity > 0 ? sum / opacity : 0))
    const { lightness, a, b } = toOklab(red, green, blue)
    const packed = [lightness, a + 0.5, b + 0.5, opacity / (255 * MOST_EDGES)]
    packed.forEach((value, channel) => {
      colours[cell * CHANNELS + channel] = Math.round(255 * Math.min(1, Math.max(0, value)))
    })
  }
  return colours
}

function toOklab(red: number, green: number, blue: number): { lightness: number; a: number; b: number } {
  const [r, g, b] = [toLinear(red), toLinear(green), toLinear(blue)]
  const long = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
  const middle = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
  const short = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
  return {
    lightness: 0.2104542553 * long + 0.793617785 * middle - 0.0040720468 * short,
    a: 1.9779984951 * long - 2.428592205 * middle + 0.4505937099 * short,
    b: 0.0259040371 * long + 0.7827717662 * middle - 0.808675766 * short,
  }
}

function toLinear(value: number): number {
  const share = value / 255
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
}
