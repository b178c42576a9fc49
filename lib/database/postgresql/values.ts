import type { CustomTypesConfig } from 'pg'

/** PostgreSQL's numbers for its types. */
const BOOLEAN = 16
const BIGINT = 20
const TIMESTAMP = 1114
const NUMERIC = 1700

/**
 * What a time is as text: of ISO 8601, in UTC, to the millisecond; empty for one before all others.
 *
 * @param text as PostgreSQL writes it with DateStyle ISO: 2026-11-29 20:00:00.5
 */
export function timeOf(text: string): string {
  if (text === '-infinity') return ''
  const [, day, time, fraction = ''] = /^(\S+) (\d\d:\d\d:\d\d)(?:\.(\d{1,3})\d*)?$/.exec(text) ?? []
  if (day === undefined) throw new Error(`PostgreSQL gave the time ${text}, which is none.`)
  return `${day}T${time}.${fraction.padEnd(3, '0')}Z`
}

const readers = new Map<number, (text: string) => unknown>([
  [BOOLEAN, (text) => (text === 't' ? 1 : 0)],
  [BIGINT, Number],
  [NUMERIC, Number],
  [TIMESTAMP, timeOf],
])

/** Values as SQLite has them, so that what is read need not ask where it comes from. */
export function readersOver(types: CustomTypesConfig): CustomTypesConfig {
  return {
    getTypeParser: (type, format) => readers.get(type) ?? types.getTypeParser(type, format),
  }
}
