// What must be true of the checkout before any TypeScript of ours can run. Plain JavaScript over Node alone,
// since nothing is installed yet.
import { createHash } from 'node:crypto'
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { runChild, StoppedError, throwIfStopped } from './child-processes.mjs'

export const root = path.resolve(import.meta.dirname, '..')

// Nothing that is run from here reports to anybody.
process.env.NEXT_TELEMETRY_DISABLED = '1'

/** @throws {Error} when this Node is too old for the packages that are used. */
function assertNodeVersion() {
  const wanted = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')).engines.node
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const [leastMajor, leastMinor] = wanted.match(/\d+/g).map(Number)
  if (major < leastMajor || (major === leastMajor && minor < leastMinor)) {
    throw new Error(
      `Rec-a-Sketch needs Node ${wanted}; this is ${process.versions.node}. Get a newer one from https://nodejs.org.`,
    )
  }
}

/**
 * Runs a step that may take a while: says what it does, and how long it took.
 *
 * @template Result
 * @param {string} title
 * @param {() => Promise<Result>} work
 * @param {(text: string) => void} [say]
 */
export async function step(title, work, say = console.log) {
  throwIfStopped()
  const startedAt = performance.now()
  say(`${title} …`)
  const result = await work()
  say(`${title}: done in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`)
  return result
}

/**
 * Runs a program in the checkout, to its end. Its output is shown as it comes, or only when it fails if `quiet`.
 *
 * @param {string} program
 * @param {string[]} args
 * @param {{ quiet?: boolean, env?: NodeJS.ProcessEnv }} [options]
 * @returns {Promise<void>} rejects as `runChild` does
 */
export function run(program, args, { quiet, env } = {}) {
  return runChild(program, args, { cwd: root, quiet, env })
}

/** The environment that lets packages install and Prisma generate without any download but the registry's. */
function offlineEnvironment() {
  const prefix = path.resolve(path.dirname(process.execPath), '..')
  return {
    ...process.env,
    // onnxruntime-node would fetch CUDA libraries, which are not used.
    ONNXRUNTIME_NODE_INSTALL: 'skip',
    // Prisma would fetch its schema engine, which `generate` never calls; any file that exists will do.
    PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
    // better-sqlite3 is compiled where its prebuilt binary cannot be fetched; the headers may be here already.
    ...(existsSync(path.join(prefix, 'include/node/node.h')) && { npm_config_nodedir: prefix }),
  }
}

/** A short name for the state of some files. @param {string[]} files */
export function fingerprint(files) {
  const hash = createHash('sha256').update(process.versions.modules)
  for (const file of files)
    hash
      .update(file)
      .update('\0')
      .update(readFileSync(path.join(root, file)))
      .update('\0')
  return hash.digest('hex').slice(0, 16)
}

/**
 * Runs a step unless the stamp file says that it was done for the same input.
 *
 * @param {string} stampFile
 * @param {string} input
 * @param {() => Promise<void>} work
 */
export async function unlessStamped(stampFile, input, work) {
  const stamp = path.join(root, stampFile)
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === input) return
  await work()
  throwIfStopped()
  writeFileSync(stamp, input)
}

/** Installs the packages of the lock file, unless that was done for this lock file and this Node. */
async function ensureInstalled() {
  const { modules } = process.versions
  const input = `${fingerprint(['package-lock.json'])} ${process.platform} ${process.arch} ABI ${modules}`
  await unlessStamped('node_modules/.rec-a-sketch-installed', input, () =>
    step('Installing the packages (minutes, the first time)', async () => {
      // On Windows npm is a script, which only a shell can start; the one that started us is plain JavaScript.
      const npm = process.env.npm_execpath
      const [program, ...args] = npm ? [process.execPath, npm] : ['npm']
      try {
        await run(program, [...args, 'ci', '--include=dev', '--no-audit', '--no-fund'], {
          quiet: true,
          env: offlineEnvironment(),
        })
      } catch (error) {
        if (error instanceof StoppedError) throw error
        throw new Error(
          `${error instanceof Error ? error.message : error}\n\nThe packages could not be installed. If the last lines speak of ` +
            'node-gyp, better-sqlite3 had to be compiled: that needs a C++ compiler, make and Python 3 ' +
            '(Debian: apt-get install g++ make python3). If they speak of the network, check that the npm registry can be reached.',
        )
      }
    }),
  )
}

/**
 * Puts better-sqlite3 13 in the place of 12 where it runs, which is from Node 22 on: 12 takes the process down on
 * Node 24.19 and later when it was compiled for that (nodejs/node#65446), and Prisma's adapter still asks for 12.
 */
export function chooseSqlite() {
  if (Number(process.versions.node.split('.')[0]) < 22) return
  const place = path.join(root, 'node_modules/better-sqlite3')
  rmSync(place, { recursive: true, force: true })
  cpSync(path.join(root, 'node_modules/better-sqlite3-13'), place, { recursive: true })
}

/** The schema of PostgreSQL: SQLite's, with another provider and output. */
const postgresqlSchema = 'prisma/postgresql/schema.prisma'

/** Generates the Prisma clients of both databases, unless that was done for this schema. */
export async function ensureClientGenerated() {
  const input = fingerprint(['prisma/schema.prisma', 'package-lock.json'])
  const generate = (...args) =>
    run(process.execPath, ['node_modules/prisma/build/index.js', 'generate', ...args], {
      quiet: true,
      env: offlineEnvironment(),
    })
  await unlessStamped('lib/database/postgresql/generated/.generated-for', input, () =>
    step('Generating the database client', async () => {
      writePostgresqlSchema()
      await generate()
      await generate('--schema', postgresqlSchema)
    }),
  )
}

function writePostgresqlSchema() {
  const schema = readFileSync(path.join(root, 'prisma/schema.prisma'), 'utf8')
  const ours = schema
    .replace('"sqlite"', '"postgresql"')
    .replace('"../lib/database/sqlite/generated"', '"../../lib/database/postgresql/generated"')
  writeFileSync(path.join(root, postgresqlSchema), ours)
}

/** Everything that TypeScript needs to run here, done once. */
export async function prepareProject() {
  assertNodeVersion()
  await ensureInstalled()
  await ensureClientGenerated()
}
