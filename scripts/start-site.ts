import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { UserError } from '@/lib/cli/command'
import { countModels } from '@/lib/db/catalogue'
import { findPublishedRun } from '@/lib/db/index-runs'
import { openDatabase } from '@/lib/db/migrations'
import { env, setUnlessGiven } from '@/lib/env'
import { siteAddress } from '@/lib/site-address'
import { makeAdminSecrets } from './admin-secrets'
import { ensureBuilt, nextProgram } from './build'
import { passSignalsTo, root, run, step } from './project.mjs'

/** The server's exit codes when it was asked to stop, by SIGINT or SIGTERM. */
const STOPPED_CODES = [130, 143]

/**
 * Does whatever is missing between installed packages and a served site, then serves until it is stopped.
 * Resolves to the exit code.
 */
export async function startSite({ dev }: { dev: boolean }): Promise<number> {
  const { host, port, databaseFile } = env()
  await assertPortFree(host, port)

  const connection = openDatabase(databaseFile)
  const isEmpty = countModels(connection) === 0
  const isUnpublished = findPublishedRun(connection) === null
  connection.close()
  if (isEmpty) await step('Loading the sample catalogue', () => runScript('catalog-sample.ts'))
  if (isUnpublished) await step('Computing what looks alike', () => runScript('precompute.ts'))

  if (!dev) await ensureBuilt()
  const newPassword = ensureAdminSecrets()
  return serve(dev ? 'dev' : 'start', host, port, newPassword)
}

/** Sees to it that somebody can log in. Returns the admin's password when it was made only now. */
function ensureAdminSecrets(): string | undefined {
  const { adminPassword: ADMIN_PASSWORD, sessionSecret: SESSION_SECRET } = env()
  let made
  try {
    made = makeAdminSecrets('.env', { ADMIN_PASSWORD, SESSION_SECRET })
  } catch (error) {
    throw new UserError(
      `The dashboard’s password cannot be kept in .env (${error}). Set ADMIN_PASSWORD and SESSION_SECRET in the environment instead.`,
    )
  }
  for (const [name, value] of Object.entries(made)) setUnlessGiven(name, value)
  return made.ADMIN_PASSWORD
}

function runScript(name: string): Promise<void> {
  return run(process.execPath, ['--import', 'tsx', path.join(root, 'scripts', name)])
}

async function assertPortFree(host: string, port: number): Promise<void> {
  const probe = createServer()
  try {
    probe.listen(port, host)
    await once(probe, 'listening')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'EADDRINUSE') {
      throw new UserError(
        `Port ${port} on ${host} is taken by another program. Stop that one, or choose another port: PORT=${port + 1} npm start`,
      )
    }
    throw new UserError(
      `The site cannot be served on ${host}, port ${port} (${code ?? error}). Set HOST and PORT to what this machine has.`,
    )
  } finally {
    probe.close()
  }
}

async function serve(
  mode: 'dev' | 'start',
  host: string,
  port: number,
  newPassword: string | undefined,
): Promise<number> {
  const program =
    mode === 'dev'
      ? [nextProgram, 'dev', '-H', host, '-p', String(port)]
      : [path.join(root, 'scripts/serve.mjs')]
  const server = spawn(process.execPath, program, {
    cwd: root,
    stdio: ['ignore', mode === 'dev' ? 'inherit' : 'ignore', 'inherit'],
  })
  const closed = once(server, 'close')
  const stop = passSignalsTo(server)
  void announce(siteAddress({ host, port }).origin, server, newPassword)
  const [code, signal] = await closed
  stop()
  return signal !== null || STOPPED_CODES.includes(Number(code)) ? 0 : Number(code)
}

async function announce(
  address: string,
  server: { exitCode: number | null },
  newPassword: string | undefined,
): Promise<void> {
  while (server.exitCode === null) {
    const answer = await fetch(`${address}/api/health`).catch(() => null)
    if (answer) {
      if (newPassword !== undefined) {
        console.log(`\nThe dashboard is at ${address}/admin. Its password, shown only now: ${newPassword}`)
        console.log('It is kept in .env, as ADMIN_PASSWORD.')
      }
      console.log(`\nRec-a-Sketch is at ${address}  (Ctrl-C stops it)`)
      return
    }
    await delay(100)
  }
}
