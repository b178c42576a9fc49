import { inject, it } from 'vitest'

/** Whether the tests of this file run over PostgreSQL. */
export const isOverPostgresql = inject('postgresql') !== undefined

/** Tests that make no sense over PostgreSQL, of a file that runs over both; `why` is what PostgreSQL has not. */
export function sqliteAlone(why: string) {
  if (why === '') throw new Error('Say why.')
  return it.skipIf(isOverPostgresql)
}
