// npm test: from a bare checkout to tested, in a real browser too. Fails when any step does.
import { spawn } from 'node:child_process'
import { ensureBrowser } from './browser.mjs'
import { passSignalsTo, prepareProject, root, run, step } from './project.mjs'

/** @param {string} program below node_modules @param {string[]} args */
const tool = (program, ...args) => run(process.execPath, [`${root}/node_modules/${program}`, ...args])

/**
 * The same beside what prints meanwhile: all that it prints is shown at its end.
 *
 * @param {string} program below node_modules
 * @param {string[]} args
 * @returns {Promise<void>}
 */
function besides(program, ...args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [`${root}/node_modules/${program}`, ...args], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const stop = passSignalsTo(child)
    /** @type {Buffer[]} */
    const output = []
    child.stdout.on('data', (chunk) => output.push(chunk))
    child.stderr.on('data', (chunk) => output.push(chunk))
    child.on('error', reject)
    child.on('close', (code, signal) => {
      stop()
      process.stdout.write(Buffer.concat(output))
      if (code === 0) resolve()
      else reject(new Error(`${[program, ...args].join(' ')} ended with ${signal ?? `exit code ${code}`}`))
    })
  })
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

try {
  await prepareProject()
  process.env.BROWSER_PATH = await ensureBrowser()
  // Either waits for much of its time, and hence they take hardly longer together than the first alone.
  const ends = await Promise.allSettled([
    step('Unit and integration tests', () => tool(...vitest('unit'))),
    lookAtTheCode().then(() => step('End-to-end tests', () => besides(...vitest('end-to-end')))),
  ])
  const failed = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason] : []))
  if (failed.length > 0) throw new Error(failed.map((error) => error?.message ?? error).join('\n'))
} catch (error) {
  console.error(`\n${error instanceof Error ? error.message : error}`)
  process.exitCode = 1
}
