import { once } from 'node:events'
import { createServer } from 'node:net'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { UserError } from '@/lib/cli/command'
import { openDatabase } from '@/lib/database/database'
import { env, setUnlessGiven } from '@/lib/facts/env'
import { placeOf } from '@/lib/facts/storage-setting'
import { openStorage, servingPatience } from '@/lib/storage/storage'
import { removeNamedOutputs } from '@/lib/jobs/job-output'
import { siteAddress } from '@/lib/facts/site-address'
import { makeAdminSecrets } from './admin-secrets'
import { ensureBuilt, nextProgram } from './build'
import { ended, startChild, throwIfStopped } from './child-processes.mjs'
import { root, run, step } from './project.mjs'

/**
 * Does whatever is missing between installed packages and a served site, then serves until it is stopped.
 *
 * @throws StoppedError when it was asked to stop; UserError when the server ended by itself.
 */
export async function startSite({ dev }: { dev: boolean }): Promise<never> {
  const { host, port, dataDir } = env()
  await assertPortFree(host, port)
  await sayStorage()

  const database = await openDatabase(env())
  const isEmpty = (await database.catalogue.countModels()) === 0
  const isUnpublished = (await database.indexRuns.findPublishedRun()) === null
  await database.close()
  removeNamedOutputs(dataDir)
  if (isEmpty) await step('Loading the sample catalogue', () => runScript('catalog-sample.ts'))
  if (isUnpublished) await step('Computing what looks alike', () => runScript('precompute.ts'))

  if (!dev) await ensureBuilt()
  const newPassword = ensureAdminSecrets()
  return await serve(dev ? 'dev' : 'start', host, port, newPassword)
}

/** Tells where pictures are that are not here. That they cannot be reached now is no reason to serve nothing. */
async function sayStorage(): Promise<void> {
  const { storage: setting } = env()
  if (setting.kind === 'files') return
  try {
    await openStorage(setting, servingPatience).check('read')
    console.log(`Pictures are in ${placeOf(setting)}.`)
  } catch (error) {
    console.error(`Warning: ${error instanceof Error ? error.message : error}`)
  }
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

/** Serves until that is stopped: by whoever started it, which throws StoppedError, or by itself, which is a fault. */
async function serve(
  mode: 'dev' | 'start',
  host: string,
  port: number,
  newPassword: string | undefined,
): Promise<never> {
  throwIfStopped()
  const program =
    mode === 'dev'
      ? [nextProgram, 'dev', '-H', host, '-p', String(port)]
      : [path.join(root, 'scripts/serve.mjs')]
  const server = startChild(process.execPath, program, {
    cwd: root,
    output: [mode === 'dev' ? 'inherit' : 'ignore', 'inherit'],
  })
  const hasEnded = new AbortController()
  void announce(siteAddress({ host, port }).origin, hasEnded.signal, newPassword)
  const { code, signal } = await ended(server).finally(() => hasEnded.abort())
  throwIfStopped()
  const how = signal === null ? `exit code ${code}` : signal
  const why = signal === 'SIGKILL' ? ' The system does that when memory runs out.' : ''
  throw new UserError(
    `The web server ended by itself, with ${how}; nobody had asked npm start to stop.${why} Start it again: npm start`,
  )
}

async function announce(
  address: string,
  hasEnded: AbortSignal,
  newPassword: string | undefined,
): Promise<void> {
  while (!hasEnded.aborted) {
    const answer = await fetch(`${address}/api/health`, { signal: hasEnded }).catch(() => null)
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
