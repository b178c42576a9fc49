// npm start: from a bare checkout to a served site. `--dev` serves with `next dev` instead of a build.
import { surviveBrokenPipes } from '../lib/cli/broken-pipes.mjs'
import { StoppedError, stopWhenAsked } from './child-processes.mjs'
import { flagsOf } from './flags-of.mjs'
import { prepareProject, root } from './project.mjs'

const HELP = `Usage: npm start
       npm run dev

From a bare checkout to a served site: installs packages, makes the database, loads the sample catalogue where there is
no other, computes what looks alike, builds the pages, and serves them until it is stopped. What is done already is
skipped. npm run dev serves pages as they are edited.

PORT, HOST, DATA_DIR and all other settings are variables, in .env or before the command; .env.example lists them.`

surviveBrokenPipes()
const { dev = false } = flagsOf(HELP, ['dev'])
stopWhenAsked()
process.chdir(root)
try {
  await prepareProject()
  const { register } = await import('tsx/esm/api')
  register()
  const { startSite } = await import('./start-site.ts')
  await startSite({ dev })
} catch (error) {
  // Only a stop that was asked for ends well: whoever restarts what fails leaves it down then.
  if (error instanceof StoppedError) console.log(`\n${error.message}`)
  else {
    console.error(`\n${error instanceof Error ? error.message : error}`)
    process.exitCode = 1
  }
}
