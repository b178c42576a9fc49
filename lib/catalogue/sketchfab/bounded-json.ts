import { cutText } from '@/lib/text/cut-text'

/** No answer of Sketchfab's is nested deeper than about six levels. */
const DEEPEST = 32

/** An answer that is not what the API gives; the message says what it is instead, as part of a sentence. */
export class UnreadableAnswerError extends Error {
  override name = 'UnreadableAnswerError'
}

/**
 * Parses JSON from outside, unless it is nested deeper than any answer can be.
 *
 * @throws UnreadableAnswerError
 */
export function parseBoundedJson(body: Buffer): unknown {
  const text = body.toString('utf8')
  if (nestingOf(text) > DEEPEST) {
    throw new UnreadableAnswerError(`the answer is nested deeper than ${DEEPEST} levels`)
  }
  try {
    return JSON.parse(text)
  } catch {
    const start = cutText(text.slice(0, 400).replaceAll(/\s+/g, ' '), 40)
    throw new UnreadableAnswerError(`the answer is not JSON: it starts with “${start}”`)
  }
}

/** How deep brackets are nested outside of strings. Looks at each character once, whatever they are. */
function nestingOf(text: string): number {
  let depth = 0
  let deepest = 0
  let isInString = false
  for (let at = 0; at < text.length; at++) {
    const character = text[at]
    if (isInString && character === '\\') at++
    else if (character === '"') isInString = !isInString
    else if (!isInString && (character === '[' || character === '{')) deepest = Math.max(deepest, ++depth)
    else if (!isInString && (character === ']' || character === '}')) depth--
  }
  return deepest
}
