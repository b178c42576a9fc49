/** The most of one line; a path alone may have 4,096 bytes. */
const MAX_LINE_LENGTH = 1_000

/**
 * A text from outside for a line on the terminal: control characters, which could move the cursor or end the line, are
 * written as escapes, and of a very long one the middle is left out.
 */
export function printable(text: string): string {
  const visible = text.replaceAll(/[\p{Cc}\p{Surrogate}]/gu, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
  if (visible.length <= MAX_LINE_LENGTH) return visible
  const letters = [...visible]
  return `${letters.slice(0, MAX_LINE_LENGTH / 2).join('')} … ${letters.slice(-MAX_LINE_LENGTH / 2).join('')}`
}
