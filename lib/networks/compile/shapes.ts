import { addNode, addWholeNumbers, int, ints, type Feature, type GraphBuilder } from './graph-builder'
import type { Margins } from './windows'

/**
 * Adds the numbers of each picture as one row, in TensorFlow's order: `[height, width, channels]`, row-major.
 *
 * @param numbers how many there must be, where that is known; a graph that gives another number does not run
 */
export function addFlattening(
  builder: GraphBuilder,
  name: string,
  { output, rank }: Feature,
  numbers?: number,
): Feature {
  const rows =
    rank === 4
      ? addNode(builder, 'Transpose', `${name}:places`, [output], { perm: ints([0, 2, 3, 1]) })
      : output
  if (numbers === undefined) {
    return { output: rank === 4 ? addNode(builder, 'Flatten', name, [rows]) : output, rank: 2 }
  }
  // 0 stands for the batch as it is.
  const shape = addWholeNumbers(builder, `${name}:shape`, [0, numbers])
  return { output: addNode(builder, 'Reshape', name, [rows, shape]), rank: 2 }
}

/** Adds one place that has all the numbers: `[batch, numbers]` becomes `[batch, numbers, 1, 1]`. */
export function addPlace(builder: GraphBuilder, name: string, { output }: Feature): Feature {
  const axes = addWholeNumbers(builder, `${name}:axes`, [2, 3])
  return { output: addNode(builder, 'Unsqueeze', name, [output, axes]), rank: 4 }
}

/** Adds the numbers of the only place: `[batch, numbers, 1, 1]` becomes `[batch, numbers]`. */
export function addSqueezing(builder: GraphBuilder, name: string, { output }: Feature): Feature {
  const axes = addWholeNumbers(builder, `${name}:axes`, [2, 3])
  return { output: addNode(builder, 'Squeeze', name, [output, axes]), rank: 2 }
}

/** Adds the mean or the greatest of all places, as one place or as a row of numbers. */
export function addGlobalPooling(
  builder: GraphBuilder,
  operator: 'GlobalAveragePool' | 'GlobalMaxPool',
  name: string,
  { output }: Feature,
  keepPlace: boolean,
): Feature {
  if (keepPlace) return { output: addNode(builder, operator, name, [output]), rank: 4 }
  const place = addNode(builder, operator, `${name}:place`, [output])
  return { output: addNode(builder, 'Flatten', name, [place]), rank: 2 }
}

/** Adds zeros around the places. */
export function addZeroPadding(builder: GraphBuilder, name: string, input: string, margins: Margins): string {
  const [[top, bottom], [left, right]] = margins
  const pads = addWholeNumbers(builder, `${name}:pads`, [0, 0, top, left, 0, 0, bottom, right])
  return addNode(builder, 'Pad', name, [input, pads])
}

/** Adds the places without those at the margins. */
export function addCropping(builder: GraphBuilder, name: string, input: string, margins: Margins): string {
  const [[top, bottom], [left, right]] = margins
  const starts = addWholeNumbers(builder, `${name}:starts`, [top, left])
  // Further than any picture reaches, where nothing is to be cut off.
  const end = (margin: number) => (margin === 0 ? Number.MAX_SAFE_INTEGER : -margin)
  const ends = addWholeNumbers(builder, `${name}:ends`, [end(bottom), end(right)])
  const axes = addWholeNumbers(builder, `${name}:axes`, [2, 3])
  return addNode(builder, 'Slice', name, [input, starts, ends, axes])
}

/** Adds the tensors side by side along their channels. */
export function addConcatenation(builder: GraphBuilder, name: string, inputs: readonly Feature[]): string {
  return addNode(
    builder,
    'Concat',
    name,
    inputs.map(({ output }) => output),
    { axis: int(1) },
  )
}
