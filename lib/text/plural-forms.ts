/** Plurals that no rule makes. */
const IRREGULAR = [
  ...['man men', 'woman women', 'child children', 'foot feet', 'tooth teeth', 'mouse mice', 'goose geese'],
  ...[
    'leaf leaves',
    'knife knives',
    'wolf wolves',
    'shelf shelves',
    'scarf scarves',
    'loaf loaves',
    'elf elves',
  ],
  ...[
    'half halves',
    'calf calves',
    'hoof hooves',
    'thief thieves',
    'wife wives',
    'life lives',
    'person people',
  ],
].map((pair) => pair.split(' '))

const OTHER = new Map(
  IRREGULAR.flatMap(([one = '', many = '']) => [
    [one, many],
    [many, one],
  ]),
)

/** End like plurals, and are none. */
const NO_PLURALS = new Set(['news', 'goods'])

const LEAST_LETTERS = 3

/**
 * How an English word may be written in its other number, plural or singular. Some of the answers are no words: what they
 * are looked up in does not have those.
 *
 * @param word in small letters without accents
 */
export function pluralForms(word: string): string[] {
  if (word.length < LEAST_LETTERS || !/^[a-z]+$/.test(word)) return []
  const other = OTHER.get(word)
  if (other !== undefined) return [other]
  return [...pluralsOf(word), ...singularsOf(word)].filter((form) => form.length >= LEAST_LETTERS)
}

function pluralsOf(word: string): string[] {
  if (NO_PLURALS.has(word) || NO_PLURALS.has(`${word}s`)) return []
  if (/[^aeiou]y$/.test(word)) return [`${word.slice(0, -1)}ies`]
  if (/(?:[xz]|ch|sh|ss|us|is)$/.test(word)) return [`${word}es`]
  if (word.endsWith('s')) return []
  return word.endsWith('o') ? [`${word}s`, `${word}es`] : [`${word}s`]
}

function singularsOf(word: string): string[] {
  if (!/[^s]s$/.test(word) || /(?:us|is)$/.test(word) || NO_PLURALS.has(word)) return []
  const singulars = [word.slice(0, -1)]
  if (/[^aeiou]ies$/.test(word)) singulars.push(`${word.slice(0, -3)}y`)
  if (/(?:[sxzo]|ch|sh)es$/.test(word)) singulars.push(word.slice(0, -2))
  return singulars
}
