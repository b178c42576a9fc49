import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { endWithThisProcess } from './end-with-this-process'

export type ServedSite = {
  origin: string
  pid: number
  /** As a request to terminate does it. */
  stop(): Promise<void>
  /** As a crash does it: at once, with nothing put away. */
  kill(): Promise<void>
}

/**
 * Serves the built pages over a data directory, on a port of this machine, a free one unless it is given.
 *
 * @throws Error with the server's own words when it ends before it answers.
 */
export async function serveSite(
  dataDir: string,
  { port: wanted, variables = {} }: { port?: number; variables?: Record<string, string> } = {},
): Promise<ServedSite> {
  const port = wanted ?? (await freePort())
  const server = spawn(process.execPath, ['scripts/serve.mjs'], {
    env: {
      ...process.env,
      HOST: '127.0.0.1',
      PORT: String(port),
      DATA_DIR: dataDir,
      DATABASE_URL: '',
      ...variables,
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const closed = once(server, 'close')
  endWithThisProcess(server)
  let complaints = ''
  server.stderr.on('data', (chunk) => (complaints += chunk))
  const origin = `http://127.0.0.1:${port}`
  while (!(await fetch(`${origin}/api/health`).catch(() => null))) {
    if (server.exitCode !== null) throw new Error(`The server ended before it answered:\n${complaints}`)
    await delay(100)
  }
  const end = async (signal: NodeJS.Signals) => {
    server.kill(signal)
    await closed
  }
  return { origin, pid: server.pid ?? 0, stop: () => end('SIGTERM'), kill: () => end('SIGKILL') }
}

/** A port of this machine that nothing listens on now. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  if (address === null || typeof address === 'string') throw new Error(`No free port: ${address}`)
  return address.port
}
