import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { TestProject } from 'vitest/node'
import { openDatabase } from '@/lib/database/database'
import { postgresqlPrograms } from '../../scripts/postgresql.mjs'
import { dropDatabase, makeDatabase, startPostgresql } from './postgresql'

declare module 'vitest' {
  interface ProvidedContext {
    /** Where tests make their databases, and what of; there is none where they run over SQLite. */
    postgresql?: { url: string; template: string }
  }
}

/** Starts the PostgreSQL of the tests, unless TEST_DATABASE_URL names one, with a database that all others are made of. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { url, remove } = await server()
  const template = `template_of_tests_${process.pid}`
  const dataDir = mkdtempSync(path.join(tmpdir(), 'rec-a-sketch-'))
  try {
    const databaseUrl = await makeDatabase(url, template)
    await (await openDatabase({ databaseUrl, dataDir })).close()
  } catch (error) {
    await remove()
    throw error
  } finally {
    rmSync(dataDir, { recursive: true, force: true })
  }
  project.provide('postgresql', { url, template })
  return async () => {
    await dropDatabase(url, template)
    await remove()
  }
}

async function server(): Promise<{ url: string; remove: () => Promise<void> }> {
  const url = process.env.TEST_DATABASE_URL
  if (url) return { url, remove: async () => {} }
  const programs = postgresqlPrograms()
  if (programs === null) {
    throw new Error(
      'The tests need PostgreSQL 15 or later, and none was found. Install it (Debian: apt-get install postgresql-15), or name one ' +
        'with a user who may make databases: TEST_DATABASE_URL=postgresql://… npm test',
    )
  }
  return startPostgresql(programs)
}
