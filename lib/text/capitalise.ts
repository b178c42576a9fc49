/** With its first letter as a capital, whichever plane of Unicode that is from. */
export function capitalise(text: string): string {
  const [first = ''] = text
  return first.toUpperCase() + text.slice(first.length)
}
