/** Letters of other scripts that look like Latin ones, and those. */
const LOOKALIKES = new Map(
  [...'аеорсухіјѕАВЕКМНОРСТХІЈЅαορνΑΒΕΖΗΙΚΜΝΟΡΤΥΧ'].map((letter, place) => [
    letter,
    [...'aeopcyxijsABEKMHOPCTXIJSaopvABEZHIKMNOPTYX'][place] ?? letter,
  ]),
)

/** The same for all texts that look the same on a screen, as far as one can know: a key to find them by. */
export function lookOf(text: string): string {
  const plain = text
    .normalize('NFKC')
    .replaceAll(/\p{Default_Ignorable_Code_Point}/gu, '')
    .replaceAll(/\p{Zs}/gu, ' ')
    .replaceAll(/\p{Pd}/gu, '-')
  return Array.from(plain, (letter) => LOOKALIKES.get(letter) ?? letter).join('')
}

/** Where two texts part, by code points, e.g. `U+00E9 against U+0065 U+0301 at character 4`. */
export function tellApart(one: string, other: string): string {
  const [left, right] = [[...one], [...other]]
  let start = 0
  while (start < left.length && left[start] === right[start]) start++
  let end = 0
  while (end < Math.min(left.length, right.length) - start && left.at(-1 - end) === right.at(-1 - end)) end++
  const between = (letters: string[]) =>
    letters
      .slice(start, letters.length - end)
      .map(codePointOf)
      .slice(0, 4)
      .join(' ') || 'nothing'
  return `${between(left)} against ${between(right)} at character ${start + 1}`
}

function codePointOf(letter: string): string {
  return `U+${(letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
}
