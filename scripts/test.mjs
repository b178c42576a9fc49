// npm test: from a bare checkout to tested, in a real browser too. Fails when any step does.
import { surviveBrokenPipes } from '../lib/cli/broken-pipes.mjs'
import { ensureBrowser } from './browser.mjs'
import { ended, startChild, StoppedError, stopWhenAsked, throwIfStopped } from './child-processes.mjs'
import { ensurePostgresql } from './postgresql.mjs'
import { prepareProject, root, run, step } from './project.mjs'

/** @param {string} program below node_modules @param {string[]} args */
const tool = (program, ...args) => run(process.execPath, [`${root}/node_modules/${program}`, ...args])

/**
 * The same beside what prints meanwhile: all that it prints is shown at its end.
 *
 * @param {string} program below node_modules
 * @param {string[]} args
 */
async function besides(program, ...args) {
  throwIfStopped()
  const child = startChild(process.execPath, [`${root}/node_modules/${program}`, ...args], {
    cwd: root,
    output: ['pipe', 'pipe'],
  })
  /** @type {Buffer[]} */
  const output = []
  child.stdout?.on('data', (chunk) => output.push(chunk))
  child.stderr?.on('data', (chunk) => output.push(chunk))
  const { code, signal } = await ended(child)
  process.stdout.write(Buffer.concat(output))
  throwIfStopped()
  if (code !== 0) {
    throw new Error(`${[program, ...args].join(' ')} ended with ${signal ?? `exit code ${code}`}`)
  }
}

async function lookAtTheCode() {
  await step('Types', () =>
    besides('next/dist/bin/next', 'typegen').then(() => besides('typescript/bin/tsc', '--noEmit')),
  )
  await step('Lint', () => besides('eslint/bin/eslint.js', '.', '--max-warnings', '0'))
  await step('Format', () => besides('prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.'))
}

/** @param {string} project */
const vitest = (project) => ['vitest/vitest.mjs', 'run', '--project', project]

surviveBrokenPipes()
stopWhenAsked()
try {
  await prepareProject()
  process.env.BROWSER_PATH = await ensureBrowser()
  const hasPostgresql = await ensurePostgresql()
  // Either waits for much of its time, and hence they take hardly longer together than the longer one alone.
  const unit = step('Unit and integration tests', () => tool(...vitest('unit')))
  const overPostgresql = async () => {
    if (hasPostgresql) return step('Tests over PostgreSQL', () => tool(...vitest('postgresql')))
    console.log(
      'not run: all tests over PostgreSQL. Install it (Debian: apt-get install postgresql-15), or name a server: ' +
        'TEST_DATABASE_URL=postgresql://…',
    )
  }
  const integration = unit.then(overPostgresql, overPostgresql)
  const ends = await Promise.allSettled([
    unit,
    integration,
    integration.then(lookAtTheCode, lookAtTheCode),
    step('End-to-end tests', () => besides(...vitest('end-to-end'))),
  ])
  const failed = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason] : []))
  const stopped = failed.find((error) => error instanceof StoppedError)
  if (stopped) throw stopped
  if (failed.length > 0) throw new Error(failed.map((error) => error?.message ?? error).join('\n'))
} catch (error) {
  console.error(`\n${error instanceof Error ? error.message : error}`)
  process.exitCode = error instanceof StoppedError ? error.exitCode : 1
}
