import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, onTestFinished } from 'vitest'
import { temporaryDirectory } from './temporary'

export type MadeUpWorker = ReturnType<typeof startMadeUpWorker>

/** Starts a worker over a job that nobody knows of, which is killed when the test is over. */
export function startMadeUpWorker(databaseUrl: string, settings: Record<string, string | number>) {
  const given = { VERSION: 'a', UNITS: 100, UNIT_MS: 40, ...settings }
  const variables = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, String(value)]))
  const child: ChildProcess = spawn(process.execPath, ['--import', 'tsx', 'tests/setup/made-up-worker.ts'], {
    env: { ...process.env, DATABASE_URL: databaseUrl, DATA_DIR: temporaryDirectory(), ...variables },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  let said = ''
  child.stdout?.on('data', (chunk) => (said += chunk))
  const exit = once(child, 'exit')
  return {
    pid: child.pid ?? 0,
    said: () => said,
    says: (words: string) => expect.poll(() => said, { interval: 20 }).toContain(words),
    kill: (signal: NodeJS.Signals) => void child.kill(signal),
    ended: async () => (await exit)[0],
  }
}
