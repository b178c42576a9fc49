import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { OVER_BOTH, POSTGRESQL_ALONE, SLOW_OVER_POSTGRESQL, SQLITE_ALONE } from './setup/database-tests'

const GOES_THROUGH_A_DATABASE =
  /\b(temporaryDatabase|temporaryPlace|temporaryPlaceOfFile|servedGallery|adminSite|loggedInSite|crawlSite|indexRunSite|catalogueOfDrawings|sharedCatalogue|openSqliteFile|placeIn)\(/

it('every file of tests that goes through a database is said to run over both, or over one alone, and why', () => {
  const files = readdirSync('tests', { recursive: true, encoding: 'utf8' })
    .map((file) => `tests/${file.replaceAll('\\', '/')}`)
    .filter((file) => /\.test\.tsx?$/.test(file))
    .filter((file) => !/^tests\/(end-to-end|database\/postgresql-)/.test(file))
  const listed = POSTGRESQL_ALONE.filter((file) => !file.includes('*'))
  const known = [...OVER_BOTH, ...Object.keys(SQLITE_ALONE), ...listed]
  expect(known.filter((file) => !files.includes(file))).toEqual([])
  expect(
    files.filter((file) => GOES_THROUGH_A_DATABASE.test(readFileSync(file, 'utf8')) && !known.includes(file)),
  ).toEqual([])
})

it('what takes long over PostgreSQL is there, and runs over it', () => {
  // Of a pattern, what is before its star.
  const starts = [...OVER_BOTH, ...POSTGRESQL_ALONE].map((listed) => listed.replace(/\*.*/, ''))
  expect(SLOW_OVER_POSTGRESQL.filter((file) => !existsSync(file))).toEqual([])
  expect(SLOW_OVER_POSTGRESQL.filter((file) => !starts.some((start) => file.startsWith(start)))).toEqual([])
})
