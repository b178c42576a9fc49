// npm start: from a bare checkout to a served site. `--dev` serves with `next dev` instead of a build.
import { prepareProject } from './project.mjs'

try {
  await prepareProject()
  const { register } = await import('tsx/esm/api')
  register()
  const { startSite } = await import('./start-site.ts')
  process.exitCode = await startSite({ dev: process.argv.includes('--dev') })
} catch (error) {
  console.error(`\n${error instanceof Error ? error.message : error}`)
  process.exitCode = 1
}
