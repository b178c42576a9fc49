/**
 * How many letters must be added, left out, changed, or swapped with the next one to make one word of another (optimal
 * string alignment: Damerau 1964, no part is changed twice).
 *
 * @param most beyond which it does not matter: the answer is then `most + 1`
 */
export function editDistance(typed: string, word: string, most: number): number {
  const letters = [...word]
  if (Math.abs([...typed].length - letters.length) > most) return most + 1
  return lastRow(typed, letters, most)?.at(-1) ?? most + 1
}

/** The same to the closest of all beginnings of a word. */
export function distanceToBeginning(typed: string, word: string, most: number): number {
  const longest = [...typed].length + most
  const row = lastRow(typed, [...word].slice(0, longest), most)
  return row === null ? most + 1 : Math.min(...row)
}

/** The distances of all that was typed to each beginning of a word, none above `most + 1`; null when all are. */
function lastRow(typed: string, letters: readonly string[], most: number): number[] | null {
  const far = most + 1
  let before: number[] = []
  let row = Array.from({ length: letters.length + 1 }, (_, place) => Math.min(place, far))
  let last = ''
  let count = 0
  for (const letter of typed) {
    count++
    const next = [Math.min(count, far)]
    for (const [place, other] of letters.entries()) {
      const changed = (row[place] ?? far) + (letter === other ? 0 : 1)
      const left = Math.min(row[place + 1] ?? far, next[place] ?? far) + 1
      const isSwapped = place > 0 && letter === letters[place - 1] && last === other
      const swapped = isSwapped ? (before[place - 1] ?? far) + 1 : far
      next.push(Math.min(changed, left, swapped, far))
    }
    if (Math.min(...next) > most && Math.min(...row) > most) return null
    ;[before, row, last] = [row, next, letter]
  }
  return row
}
