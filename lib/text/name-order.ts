import { foldText } from './folded-text'

/** Characters of a name that count for its place; names that agree so far stay as they came. */
const COUNTED_CHARACTERS = 200

/** Below all that a folded text has in it, so that “café” stands after “cafe” and before “cafe au lait”. */
const WRITTEN_DIFFERENTLY = '\u0001'
const PAST_ALL_THAT_ARE = '\u0002'

const PARTS = /(?<space>[\s\p{Cc}]+)|(?<number>\p{Nd}+)|(?<mark>\p{P})|\p{S}/gu

/**
 * What a name is sorted by. Two keys compared byte by byte in UTF-8, as SQLite does by itself and PostgreSQL under the
 * collation "C", stand as readers expect their names to: whatever the case and the accents (of two names alike the
 * one without comes first), numbers by their value, and spaces before punctuation, signs, digits and letters.
 */
export function nameKey(name: string): string {
  const counted = countedPart(name)
  const plain = foldText(counted)
  const written = counted.toLowerCase()
  return written === plain ? keyOf(plain) : `${keyOf(plain)}${WRITTEN_DIFFERENTLY}${written}`
}

/** Which keys are of names that differ in case and accents only: those from `first` to below `end`. */
export function sameName(name: string): { first: string; end: string; has: (key: string) => boolean } {
  const first = keyOf(foldText(countedPart(name)))
  return {
    first,
    end: `${first}${PAST_ALL_THAT_ARE}`,
    has: (key) => key === first || key.startsWith(`${first}${WRITTEN_DIFFERENTLY}`),
  }
}

/** Compares two names by their place in a list, for `sort`; those that read the same by their code. */
export function compareNames(one: string, other: string): number {
  const byKey = Buffer.compare(Buffer.from(nameKey(one)), Buffer.from(nameKey(other)))
  if (byKey !== 0 || one === other) return byKey
  return one < other ? -1 : 1
}

function countedPart(name: string): string {
  return [...name.normalize('NFC').trim()].slice(0, COUNTED_CHARACTERS).join('')
}

/** @param plain a folded text */
function keyOf(plain: string): string {
  return plain.replaceAll(PARTS, (text: string, space?: string, number?: string, mark?: string) => {
    if (space !== undefined) return ' '
    if (number !== undefined) return numberKey(number)
    return mark === undefined ? `"${text}` : `!${text}`
  })
}

/** Digits that compare as text the way their numbers do: before them goes how many there are. */
function numberKey(number: string): string {
  const digits = number.replaceAll(/\P{ASCII}/gu, asciiDigit).replace(/^0+/, '')
  const count = String(digits.length)
  return count.length === 1 ? `${count}${digits}` : `:${count.padStart(3, '0')}${digits}`
}

/** A digit of another script. The ten of a script stand side by side, from nought to nine. */
function asciiDigit(digit: string): string {
  const code = digit.codePointAt(0) ?? 0
  let value = 0
  while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(code - value - 1))) value++
  return String(value)
}
