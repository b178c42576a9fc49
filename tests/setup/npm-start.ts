import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'

/** So that no test makes a password, and keeps it in the checkout's .env. */
export const ADMIN = {
  ADMIN_PASSWORD: 'a-password-for-tests',
  SESSION_SECRET: 'a-secret-for-tests-of-thirty-two-or-more',
}

export type StartedSite = {
  origin: string
  process: ChildProcess
  /** Everything printed so far. */
  output(): string
  /** As Ctrl-C does; resolves to the exit code when all of it has ended. */
  stop(): Promise<number | null>
}

/** Runs `npm start` over a data directory until it has printed the address. */
export async function npmStart(dataDir: string, port: number): Promise<StartedSite> {
  const child = spawn(process.execPath, ['scripts/start.mjs'], {
    env: {
      ...process.env,
      NODE_ENV: 'production',
      DATA_DIR: dataDir,
      DATABASE_URL: '',
      PORT: String(port),
      HOST: '127.0.0.1',
      ...ADMIN,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const closed = once(child, 'close')
  let output = ''
  const origin = `http://127.0.0.1:${port}`
  await new Promise<void>((resolve, reject) => {
    const onData = (chunk: Buffer) => {
      output += chunk
      if (output.includes(`Rec-a-Sketch is at ${origin}`)) resolve()
    }
    child.stdout.on('data', onData)
    child.stderr.on('data', onData)
    child.once('close', (code) => reject(new Error(`npm start ended with ${code}:\n${output}`)))
  })
  return {
    origin,
    process: child,
    output: () => output,
    async stop() {
      child.kill('SIGINT')
      await closed
      return child.exitCode
    },
  }
}
