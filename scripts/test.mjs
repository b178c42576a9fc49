// npm test: from a bare checkout to tested, in a real browser too. Ends at the first step that fails.
import { surviveBrokenPipes } from '../lib/cli/broken-pipes.mjs'
import { ensureBrowser } from './browser.mjs'
import { StoppedError, stopWhenAsked } from './child-processes.mjs'
import { prepareProject, root, run, step } from './project.mjs'

/** @param {string} program below node_modules @param {string[]} args */
const tool = (program, ...args) => run(process.execPath, [`${root}/node_modules/${program}`, ...args])

surviveBrokenPipes()
stopWhenAsked()
try {
  await prepareProject()
  process.env.BROWSER_PATH = await ensureBrowser()
  await step('Types', () =>
    tool('next/dist/bin/next', 'typegen').then(() => tool('typescript/bin/tsc', '--noEmit')),
  )
  await step('Lint', () => tool('eslint/bin/eslint.js', '.', '--max-warnings', '0'))
  await step('Format', () => tool('prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.'))
  await step('Unit and integration tests', () => tool('vitest/vitest.mjs', 'run', '--project', 'unit'))
  await step('End-to-end tests', () => tool('vitest/vitest.mjs', 'run', '--project', 'end-to-end'))
} catch (error) {
  console.error(`\n${error instanceof Error ? error.message : error}`)
  process.exitCode = error instanceof StoppedError ? error.exitCode : 1
}
