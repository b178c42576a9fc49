// npm test: from a bare checkout to tested, in a real browser too. Fails when any step does.
import { surviveBrokenPipes } from '../lib/cli/broken-pipes.mjs'
import { ensureBrowser } from './browser.mjs'
import { ended, startChild, StoppedError, stopWhenAsked, throwIfStopped } from './child-processes.mjs'
import { flagsOf } from './flags-of.mjs'
import { ensurePostgresql } from './postgresql.mjs'
import { prepareProject, root, step } from './project.mjs'

const HELP = `Usage: npm test

From a bare checkout to tested: installs packages, finds a browser and a PostgreSQL, and runs all tests, in the browser
too, beside types, lint and format. Takes a quarter of an hour or more; npx vitest run FILE runs one file.

BROWSER_PATH names a browser, TEST_DATABASE_URL a PostgreSQL whose user may make databases.`

/** How much of what a failed step printed is said once more at the end, where it is looked for. */
const REPEATED_CHARACTERS = 8_000

/**
 * Runs a tool to its end.
 *
 * @param {string} program below node_modules
 * @param {string[]} args
 * @param {{ isShownAtOnce?: boolean }} [options] whether its output is shown as it comes, or all at its end
 */
async function tool(program, args, { isShownAtOnce = false } = {}) {
  throwIfStopped()
  const child = startChild(process.execPath, [`${root}/node_modules/${program}`, ...args], {
    cwd: root,
    env: process.stdout.isTTY ? { FORCE_COLOR: '1', ...process.env } : process.env,
    output: ['pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text) => {
      output += text
      if (isShownAtOnce) process.stdout.write(text)
    })
  }
  const { code, signal } = await ended(child)
  if (!isShownAtOnce) process.stdout.write(output)
  throwIfStopped()
  if (code !== 0) {
    const end = output.slice(-REPEATED_CHARACTERS)
    throw new Error(`${end}\n${[program, ...args].join(' ')} ended with ${signal ?? `exit code ${code}`}`)
  }
}

async function lookAtTheCode() {
  await step('Types', () =>
    tool('next/dist/bin/next', ['typegen']).then(() => tool('typescript/bin/tsc', ['--noEmit'])),
  )
  await step('Lint', () => tool('eslint/bin/eslint.js', ['.', '--max-warnings', '0']))
  await step('Format', () => tool('prettier/bin/prettier.cjs', ['--check', '--log-level', 'warn', '.']))
}

/** @param {string[]} projects @param {{ isShownAtOnce?: boolean }} [options] */
const vitest = (projects, options) =>
  tool('vitest/vitest.mjs', ['run', ...projects.flatMap((project) => ['--project', project])], options)

surviveBrokenPipes()
flagsOf(HELP)
stopWhenAsked()
try {
  await prepareProject()
  process.env.BROWSER_PATH = await ensureBrowser()
  const hasPostgresql = await ensurePostgresql()
  // All wait for much of their time, and hence they take hardly longer together than the longest one alone.
  const unit = step('Unit and integration tests', () => vitest(['pure', 'unit'], { isShownAtOnce: true }))
  const overPostgresql = async () => {
    if (hasPostgresql)
      return step('Tests over PostgreSQL', () => vitest(['postgresql'], { isShownAtOnce: true }))
    console.log(
      'not run: all tests over PostgreSQL. Install it (Debian: apt-get install postgresql-15), or name a server: ' +
        'TEST_DATABASE_URL=postgresql://…',
    )
  }
  const ends = await Promise.allSettled([
    unit,
    unit.then(overPostgresql, overPostgresql),
    // By then the pages are built: either would write what the other reads.
    unit.then(lookAtTheCode, lookAtTheCode),
    step('End-to-end tests', () => vitest(['end-to-end'])),
  ])
  const failed = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason] : []))
  const stopped = failed.find((error) => error instanceof StoppedError)
  if (stopped) throw stopped
  if (failed.length > 0) throw new Error(failed.map((error) => error?.message ?? error).join('\n'))
} catch (error) {
  console.error(`\n${error instanceof Error ? error.message : error}`)
  process.exitCode = error instanceof StoppedError ? error.exitCode : 1
}
