/** Numbers of the shape `[count, height, width, channels]` or `[count, numbers]`, row-major. */
export type Values = { shape: readonly number[]; data: Float64Array }

/** A trained array, row-major. */
export type Trained = { shape: readonly number[]; data: ArrayLike<number> }

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1)
}

export function valuesOf(shape: readonly number[], numbers: ArrayLike<number>): Values {
  if (sizeOf(shape) !== numbers.length)
    throw new Error(`${numbers.length} numbers are no [${shape.join(', ')}].`)
  return { shape, data: Float64Array.from(numbers) }
}

/** The number there, or NaN where there is none, which no comparison lets pass. */
export const at = (array: ArrayLike<number>, index: number) => array[index] ?? Number.NaN
