import { MAX_MARKS, type Marks, uidsIn } from '@/lib/facts/marks'

/** The page that marks make. */
export const MARKED_PATH = '/similar'

export type Sign = 'plus' | 'minus'

export const NO_MARKS: Marks = { plus: [], minus: [] }

/** The marks that stand in an address, given what is behind its “?”. What has both signs has a plus. */
export function marksIn(query: string): Marks {
  const parameters = new URLSearchParams(query)
  const read = (sign: Sign) => uidsIn(parameters.getAll(sign).join(',')).slice(0, MAX_MARKS)
  const plus = read('plus')
  return { plus, minus: read('minus').filter((uid) => !plus.includes(uid)) }
}

/** Marks as they stand in an address; empty where there are none. */
export function marksQuery({ plus, minus }: Marks): string {
  const list = (sign: Sign, uids: readonly string[]) =>
    uids.length === 0 ? [] : [`${sign}=${uids.map(encodeURIComponent).join(',')}`]
  return [...list('plus', plus), ...list('minus', minus)].join('&')
}

/** What is behind the “?” of an address, with these marks in the place of others. */
export function queryWith(query: string, marks: Marks): string {
  const parameters = new URLSearchParams(query)
  parameters.delete('plus')
  parameters.delete('minus')
  return [parameters.toString(), marksQuery(marks)].filter((part) => part !== '').join('&')
}

/** Marks with one more, with the other sign than before, or without it where it has that sign already. */
export function toggled(marks: Marks, uid: string, sign: Sign): Marks {
  const without = withoutMark(marks, uid)
  if (marks[sign].includes(uid) || without[sign].length >= MAX_MARKS) return without
  return { ...without, [sign]: [...without[sign], uid] }
}

export function withoutMark({ plus, minus }: Marks, uid: string): Marks {
  const isOther = (one: string) => one !== uid
  return { plus: plus.filter(isOther), minus: minus.filter(isOther) }
}

export const countOf = ({ plus, minus }: Marks) => plus.length + minus.length
