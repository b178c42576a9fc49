/** Whole numbers of which it is not known how many there will be, 4 bytes each. */
export type GrowingNumbers = {
  readonly length: number
  push(number: number): void
  /** All of them, copied. */
  finish(): Int32Array
}

export function growingNumbers(): GrowingNumbers {
  let numbers = new Int32Array(1_024)
  let length = 0
  return {
    get length() {
      return length
    },
    push(number) {
      if (length === numbers.length) {
        const more = new Int32Array(2 * length)
        more.set(numbers)
        numbers = more
      }
      numbers[length++] = number
    },
    finish: () => numbers.slice(0, length),
  }
}
