import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, inject, onTestFinished } from 'vitest'
import { type Database, openDatabase } from '@/lib/database/database'
import type { DatabasePlace } from '@/lib/database/place'
import { dropDatabase, makeDatabase } from './postgresql'
import { openRaw, type RawDatabase } from './raw-database'

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

/** Where the SQLite database of a data directory is, unless it is told otherwise. */
export function placeIn(dataDir: string): DatabasePlace {
  return { databaseUrl: `file:${path.join(dataDir, 'rec-a-sketch.db')}`, dataDir }
}

/** Where a test has its data, and what tells processes so. */
export type TestPlace = DatabasePlace & { environment: { DATA_DIR: string; DATABASE_URL: string } }

async function placeUntil(atEnd: (clean: () => Promise<void>) => void, dataDir: string): Promise<TestPlace> {
  const { databaseUrl } = await databaseUntil(atEnd, dataDir)
  return { databaseUrl, dataDir, environment: { DATA_DIR: dataDir, DATABASE_URL: databaseUrl } }
}

async function databaseUntil(
  atEnd: (clean: () => Promise<void>) => void,
  dataDir: string,
): Promise<DatabasePlace> {
  const server = inject('postgresql')
  if (!server) return placeIn(dataDir)
  const name = `test_${randomUUID().replaceAll('-', '')}`
  atEnd(() => dropDatabase(server.url, name))
  return { databaseUrl: await makeDatabase(server.url, name, server.template), dataDir }
}

/**
 * A place for a database, by default with a directory of its own, until the test is over. Over SQLite it is made when it
 * is first opened; over PostgreSQL it is there, empty.
 */
export function temporaryPlace(dataDir = temporaryDirectory()): Promise<TestPlace> {
  return placeUntil(onTestFinished, dataDir)
}

/** The same until all tests of the file are over. */
export function temporaryPlaceOfFile(dataDir = temporaryDirectoryOfFile()): Promise<TestPlace> {
  return placeUntil(afterAll, dataDir)
}

/** What is open until the test is over. `connection` is for rows that the port does not show. */
export type TemporaryDatabase = TestPlace & { database: Database; connection: RawDatabase }

/** A database in a place of its own. */
export async function temporaryDatabase(dataDir?: string): Promise<TemporaryDatabase> {
  return openUntilEnd(await temporaryPlace(dataDir))
}

/** The same in an SQLite file, over whatever database the tests run. */
export function temporarySqlite(): Promise<TemporaryDatabase> {
  const place = placeIn(temporaryDirectory())
  return openUntilEnd({
    ...place,
    environment: { DATA_DIR: place.dataDir, DATABASE_URL: place.databaseUrl },
  })
}

async function openUntilEnd(place: TestPlace): Promise<TemporaryDatabase> {
  const database = await openDatabase(place)
  const connection = await openRaw(place.databaseUrl)
  onTestFinished(async () => {
    await connection.close()
    await database.close()
  })
  return { ...place, database, connection }
}
