/** How many models may be marked with a plus, and how many with a minus: each is sought by its vector. */
export const MAX_MARKS = 50

/** Public ids of models that others are to be like, and unlike. */
export type Marks = { plus: readonly string[]; minus: readonly string[] }

/** The uids of a list as an address has it: each once, none empty. */
export function uidsIn(list: string): string[] {
  const uids = list.split(',').map((uid) => uid.trim())
  return [...new Set(uids)].filter((uid) => uid !== '')
}
