/**
 * A text of a source as it is kept: on one line, without control characters, and composed (NFC), so that the same word
 * is one text whichever way it was typed. Half a surrogate pair becomes U+FFFD.
 */
export function oneLine(text: string): string {
  return wellFormed(text)
    .replaceAll(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .normalize('NFC')
}

/** With U+FFFD for each half of a surrogate pair that stands alone: no database and no page could hold it. */
export function wellFormed(text: string): string {
  return text.replaceAll(/\p{Surrogate}/gu, '\uFFFD')
}
