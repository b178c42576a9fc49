const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

/**
 * Shortens a text between two characters as a reader sees them, so that neither an emoji nor a letter with its marks
 * is cut in two. One character that alone is longer than that is cut between code points.
 *
 * @param most UTF-16 code units, as `length` counts them
 */
export function cutText(text: string, most: number): string {
  if (text.length <= most) return text
  const start = graphemes.segment(text).containing(most)?.index ?? most
  if (start > 0) return text.slice(0, start)
  const isInPair = /[\uD800-\uDBFF]/.test(text.charAt(most - 1))
  return text.slice(0, isInPair ? most - 1 : most)
}

/** A text, or of one that is longer than that its beginning and an ellipsis. */
export function beginningOf(text: string, most: number): string {
  return text.length <= most ? text : `${cutText(text, most)}…`
}
