import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { endWithThisProcess } from './end-with-this-process'

/**
 * Seconds that a command of this project takes over a data directory, as a process of its own, from start to exit.
 *
 * @param script its file's name in `scripts`, without extension
 * @throws Error with what it printed when it fails.
 */
export async function timeScript(
  script: string,
  dataDir: string,
  flags: readonly string[] = [],
): Promise<number> {
  const startedAt = performance.now()
  const job = spawn(process.execPath, ['--import', 'tsx', `scripts/${script}.ts`, ...flags], {
    env: { ...process.env, DATA_DIR: dataDir, DATABASE_URL: '' },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  endWithThisProcess(job)
  let complaints = ''
  job.stderr.on('data', (chunk) => (complaints += chunk))
  await once(job, 'close')
  if (job.exitCode !== 0) throw new Error(`${script} failed:\n${complaints}`)
  return (performance.now() - startedAt) / 1000
}
