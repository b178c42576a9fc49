import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { expect, inject, it } from 'vitest'
import { freePort } from '@/lib/benchmark/served-site'
import { ADMIN, npmStart } from '../setup/npm-start'

/** The processes that one has started, as Linux tells. */
function childrenOf(pid: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        return new RegExp(`\\) \\S ${pid} `).test(readFileSync(`/proc/${name}/stat`, 'utf8'))
      } catch {
        return false
      }
    })
    .map(Number)
}

const isServed = (origin: string) => fetch(`${origin}/api/health`).then(Boolean, () => false)

it('SIGTERM to npm alone stops the server that its script has started', async () => {
  const port = await freePort()
  const origin = `http://127.0.0.1:${port}`
  const npm = spawn('npm', ['start'], {
    env: { ...process.env, ...ADMIN, DATA_DIR: inject('dataDir'), DATABASE_URL: '', PORT: String(port) },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const closed = once(npm, 'close')
  await expect.poll(() => isServed(origin), { timeout: 60_000 }).toBe(true)
  npm.kill('SIGTERM')
  // Standard error is the server's, too: it is closed when that has ended.
  if (npm.stderr) expect(await text(npm.stderr)).not.toMatch(/^\s+at /m)
  await closed
  expect(await isServed(origin)).toBe(false)
})

it.runIf(process.platform === 'linux')(
  'a server that is killed makes npm start fail with a sentence',
  async () => {
    const site = await npmStart(inject('dataDir'), await freePort())
    const closed = once(site.process, 'close')
    for (const pid of childrenOf(site.process.pid ?? 0)) process.kill(pid, 'SIGKILL')
    await closed
    expect(site.process.exitCode).toBe(1)
    expect(site.output()).toContain(
      'The web server ended by itself, with SIGKILL; nobody had asked npm start to stop.',
    )
  },
)
