import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, onTestFinished } from 'vitest'
import type { Connection } from '@/lib/database/connection'
import { openDatabase } from '@/lib/database/migrations'

/** An empty directory that is gone when the test is over. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(path.join(tmpdir(), 'rec-a-sketch-'))
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
  return directory
}

/** An empty directory that is gone when all tests of the file are over. */
export function temporaryDirectoryOfFile(): string {
  const directory = mkdtempSync(path.join(tmpdir(), 'rec-a-sketch-'))
  afterAll(() => rmSync(directory, { recursive: true, force: true }))
  return directory
}

/** A migrated database file in a directory, by default one of its own, which is the DATA_DIR of the test. */
export function temporaryDatabase(dataDir = temporaryDirectory()): {
  connection: Connection
  dataDir: string
  databaseFile: string
} {
  const databaseFile = path.join(dataDir, 'rec-a-sketch.db')
  const connection = openDatabase(databaseFile)
  onTestFinished(() => void connection.close())
  return { connection, dataDir, databaseFile }
}
