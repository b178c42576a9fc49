// The PostgreSQL for the tests that need one: whichever this machine has.
import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { run, step } from './project.mjs'

/** Where Debian has the programs of each version. */
const VERSIONS = '/usr/lib/postgresql'
const LEAST_VERSION = 15

/** The folder of the programs of the newest version that is installed, 15 at the least; null when there is none. */
export function postgresqlPrograms() {
  if (!existsSync(VERSIONS)) return null
  const versions = readdirSync(VERSIONS).map(Number)
  const newest = Math.max(...versions.filter((version) => version >= LEAST_VERSION))
  const folder = path.join(VERSIONS, String(newest), 'bin')
  return existsSync(path.join(folder, 'initdb')) ? folder : null
}

/** Whether tests can run over PostgreSQL: over that of TEST_DATABASE_URL, or over one that they start. */
function hasPostgresql() {
  return Boolean(process.env.TEST_DATABASE_URL) || postgresqlPrograms() !== null
}

/** Looks for a PostgreSQL, or as root on Debian (a container, a CI machine) installs Debian's. */
export async function ensurePostgresql() {
  if (hasPostgresql() || process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return hasPostgresql()
  await step('Installing PostgreSQL for the tests that need one', async () => {
    await run('apt-get', ['update', '-qq'], { quiet: true })
    await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'postgresql-15'], {
      quiet: true,
    })
  })
  return hasPostgresql()
}
