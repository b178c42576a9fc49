/**
 * What a wrong letter costs, by how it is wrong. People mistake letters that sound alike, write one for two (of the same, or
 * of vowels) and two for one, and leave letters out.
 */
const COST = { doubled: 0.4, besideVowel: 0.5, alike: 0.7, swapped: 0.6, missing: 0.8, extra: 0.9, other: 1 }

/** Added where the first letter is another one: it is rarely wrong, and more rarely when it sounds otherwise. */
const FIRST_LETTER = { alike: 0.2, other: 0.5 }

const VOWELS = 'aeiouy'

/** Letters that stand for the same sound in some words. */
const ALIKE = [VOWELS, 'ckq', 'csz', 'fv', 'gj']

/**
 * How unlike a word is to what was typed: the least sum of the costs of the letters that are wrong. It tells likely slips from
 * unlikely ones, as the channel of Kernighan, Church and Gale (1990) does, with costs for classes of letters in place of
 * counts of each pair.
 *
 * @param isBeginning whether the word may go on behind what was typed
 */
export function spellingCost(typed: string, word: string, isBeginning: boolean): number {
  const [given, wanted] = [asSounded(typed), asSounded(word)]
  let before: number[] = []
  let row = wanted.map((_, place) => place * COST.missing)
  row.push(wanted.length * COST.missing)
  for (const [index, letter] of given.entries()) {
    const last = given[index - 1]
    const next = [(row[0] ?? 0) + COST.extra]
    for (const [place, other] of wanted.entries()) {
      const extra = (row[place + 1] ?? Infinity) + besideCost(letter, last, COST.extra)
      const missing = (next[place] ?? Infinity) + besideCost(other, wanted[place - 1], COST.missing)
      const changed = (row[place] ?? Infinity) + changeCost(letter, other)
      const isSwapped = last !== undefined && letter === wanted[place - 1] && last === other
      const swapped = isSwapped ? (before[place - 1] ?? Infinity) + COST.swapped : Infinity
      next.push(Math.min(extra, missing, changed, swapped))
    }
    ;[before, row] = [row, next]
  }
  const cost = isBeginning ? Math.min(...row) : (row.at(-1) ?? Infinity)
  const first = changeCost(given[0], wanted[0])
  return first === 0 ? cost : cost + (first === COST.alike ? FIRST_LETTER.alike : FIRST_LETTER.other)
}

/** Of a letter that is too many, or missing, behind another one. */
function besideCost(letter: string, before: string | undefined, otherwise: number): number {
  if (letter === before) return COST.doubled
  return before !== undefined && VOWELS.includes(letter) && VOWELS.includes(before)
    ? COST.besideVowel
    : otherwise
}

function changeCost(one: string | undefined, other: string | undefined): number {
  if (one === other) return 0
  const areAlike =
    one !== undefined && other !== undefined && ALIKE.some((set) => set.includes(one) && set.includes(other))
  return areAlike ? COST.alike : COST.other
}

/** The letters of a word, with one in the place of two that sound like it. */
function asSounded(word: string): string[] {
  return [...word.replaceAll('ph', 'f').replaceAll('ck', 'k')]
}
