import { chmodSync, existsSync, mkdirSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { openSqliteFile } from '../setup/sqlite-file'
import { openMigrated } from '@/lib/database/sqlite/migrations'
import { temporaryDirectory } from '../setup/temporary'

function place({ withThumbnails = false, withDatabase = false } = {}) {
  const dataDir = temporaryDirectory()
  const databaseFile = path.join(dataDir, 'rec-a-sketch.db')
  if (withThumbnails) mkdirSync(path.join(dataDir, 'thumbnails', 'aa'), { recursive: true })
  if (withDatabase) openMigrated(databaseFile).close()
  return { dataDir, databaseFile, open: () => openMigrated(databaseFile) }
}

describe('beside thumbnails, a database that was lost is not made anew', () => {
  const advice =
    /though its thumbnails are in .*thumbnails\. Put a backup of it in its place\..*move that folder away/

  it('one that is gone', () => {
    const { databaseFile, open } = place({ withThumbnails: true })
    expect(open).toThrow(`The database ${databaseFile} is gone, though`)
    expect(open).toThrow(advice)
    expect(existsSync(databaseFile)).toBe(false)
  })

  it('one of 0 bytes', () => {
    const { databaseFile, open } = place({ withThumbnails: true })
    writeFileSync(databaseFile, '')
    expect(open).toThrow(`The database ${databaseFile} is empty (0 bytes), though`)
    expect(statSync(databaseFile).size).toBe(0)
  })

  it('one whose tables were in a file that was not copied', () => {
    const { databaseFile, open } = place({ withThumbnails: true })
    openSqliteFile(databaseFile).exec('VACUUM').close()
    expect(statSync(databaseFile).size).toBeGreaterThan(0)
    expect(open).toThrow('has no tables, though')
  })

  it('where nothing is lost, one is made', () => {
    const { open } = place()
    expect(() => open().close()).not.toThrow()
  })
})

describe('a database that cannot be used says why, and what to do', () => {
  it('a folder', () => {
    const { databaseFile, open } = place()
    mkdirSync(databaseFile)
    expect(open).toThrow(
      `The database ${databaseFile} is a folder, not a file. Remove it, or set DATABASE_URL`,
    )
  })

  it('a file of something else', () => {
    const { databaseFile, open } = place()
    writeFileSync(databaseFile, 'no database '.repeat(1000))
    expect(open).toThrow(`${databaseFile} is not an SQLite database`)
    expect(open).toThrow('put a backup in its place')
  })

  it('one that was cut off', () => {
    const { databaseFile, open } = place({ withDatabase: true })
    truncateSync(databaseFile, 3 * 4096)
    expect(open).toThrow(`${databaseFile} is damaged (database disk image is malformed)`)
    expect(open).toThrow(/put a backup in its place.*PRAGMA integrity_check/)
  })

  it.runIf(process.getuid?.() === 0).each([
    ['a file that may not be written', 0o444, 0o755, 'cannot be written'],
    ['a file that may not be read', 0o000, 0o755, 'cannot be opened'],
    ['a folder that may not be written', 0o666, 0o555, 'cannot be written'],
  ])('%s', (_, fileMode, folderMode, what) => {
    const { dataDir, databaseFile, open } = place({ withDatabase: true })
    chmodSync(databaseFile, fileMode)
    chmodSync(dataDir, folderMode)
    process.seteuid?.(65534)
    try {
      expect(open).toThrow(`The database ${databaseFile} ${what}`)
      expect(open).toThrow(/Let this user/)
    } finally {
      process.seteuid?.(0)
    }
  })

  it.runIf(process.getuid?.() === 0)('one that cannot be made', () => {
    const { dataDir } = place()
    chmodSync(dataDir, 0o555)
    process.seteuid?.(65534)
    try {
      expect(() => openMigrated(path.join(dataDir, 'new', 'x.db'))).toThrow(
        /x\.db cannot be made \(EACCES.*Let this user write its folder/,
      )
    } finally {
      process.seteuid?.(0)
    }
  })
})
