// npm start: from a bare checkout to a served site. `--dev` serves with `next dev` instead of a build.
import { surviveBrokenPipes } from '../lib/cli/broken-pipes.mjs'
import { StoppedError, stopWhenAsked } from './child-processes.mjs'
import { prepareProject, root } from './project.mjs'

surviveBrokenPipes()
stopWhenAsked()
process.chdir(root)
try {
  await prepareProject()
  const { register } = await import('tsx/esm/api')
  register()
  const { startSite } = await import('./start-site.ts')
  await startSite({ dev: process.argv.includes('--dev') })
} catch (error) {
  // Only a stop that was asked for ends well: whoever restarts what fails leaves it down then.
  if (error instanceof StoppedError) console.log(`\n${error.message}`)
  else {
    console.error(`\n${error instanceof Error ? error.message : error}`)
    process.exitCode = 1
  }
}
