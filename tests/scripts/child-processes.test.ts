import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'
import { temporaryDirectory } from '../setup/temporary'

const CHILD_PROCESSES = pathToFileURL(path.resolve('scripts/child-processes.mjs')).href

/** Says who it is, and lives until it is killed, deaf to polite requests if so wished. */
const endless = (name: string, isDeaf = false) => `
  ${isDeaf ? "for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => {})" : ''}
  process.stderr.write('${name} ' + process.pid + '\\n')
  setInterval(() => {}, 1_000_000)`

/**
 * A checkout whose `npm start` has one step, a program that starts another: as `npm ci` does its scripts, a build its
 * workers, and serving the server.
 */
function checkout({ isDeaf = false } = {}) {
  const folder = temporaryDirectory()
  mkdirSync(path.join(folder, 'scripts'))
  const file = (name: string, text: string) => writeFileSync(path.join(folder, 'scripts', name), text)
  writeFileSync(
    path.join(folder, 'package.json'),
    JSON.stringify({ name: 'x', version: '1.0.0', scripts: { start: 'node scripts/start.mjs' } }),
  )
  file(
    'start.mjs',
    `import { runChild, StoppedError, stopWhenAsked } from '${CHILD_PROCESSES}'
    stopWhenAsked()
    process.stderr.write('start ' + process.pid + '\\n')
    try {
      await runChild(process.execPath, ['scripts/step.mjs'], { cwd: ${JSON.stringify(folder)} })
    } catch (error) {
      console.error(error.message)
      process.exitCode = error instanceof StoppedError ? 0 : 1
    }`,
  )
  file(
    'step.mjs',
    `import { spawn } from 'node:child_process'
    spawn(process.execPath, ['scripts/worker.mjs'], { stdio: ['ignore', 'inherit', 'inherit'] })
    ${endless('step', isDeaf)}`,
  )
  file('worker.mjs', endless('worker', isDeaf))
  return folder
}

const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/** Starts a program in a checkout, and waits until all of its processes are there. */
async function started(folder: string, program: string, args: readonly string[]) {
  const child: ChildProcess = spawn(program, args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  const pids = () => [...said.matchAll(/^(?:start|step|worker) (\d+)$/gm)].map((match) => Number(match[1]))
  onTestFinished(() => {
    for (const pid of pids()) if (isAlive(pid)) process.kill(pid, 'SIGKILL')
  })
  const closed = once(child, 'close')
  const all = new Promise<void>((resolve, reject) => {
    child.stderr?.on('data', (chunk) => {
      said += chunk
      if (pids().length === 3) resolve()
    })
    void closed.then(() => reject(new Error(`It ended: ${said}`)))
  })
  await all
  const pidOf = (name: string) => Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(said)?.[1])
  return { child, closed, said: () => said, pids, pidOf }
}

const goneWithin = { timeout: 30_000, interval: 50 }
const npm = ['npm', ['start', '--silent']] as const
const node = [process.execPath, ['scripts/start.mjs']] as const

describe('a request to stop, in the middle of a step', () => {
  it.each([
    ['SIGTERM to npm alone', npm, 'npm', 'SIGTERM'],
    ['SIGKILL to npm alone', npm, 'npm', 'SIGKILL'],
    ['SIGHUP to npm alone', npm, 'npm', 'SIGHUP'],
    ['SIGTERM to what npm runs', npm, 'start', 'SIGTERM'],
    ['Ctrl-C without npm', node, 'start', 'SIGINT'],
    ['SIGHUP without npm', node, 'start', 'SIGHUP'],
    ['SIGKILL without npm', node, 'start', 'SIGKILL'],
  ] as const)('%s: none of its processes is left', async (_, [program, args], to, signal) => {
    const { child, closed, said, pids, pidOf } = await started(checkout(), program, args)
    process.kill(to === 'npm' ? (child.pid ?? 0) : pidOf('start'), signal)
    await expect.poll(() => pids().filter(isAlive), goneWithin).toEqual([])
    await closed
    if (to === 'start' && signal !== 'SIGKILL') {
      expect(said()).toContain(`Stopped by ${signal}.`)
      expect(child.exitCode).toBe(0)
    }
  })

  it('kills those that do not listen, in the end', async () => {
    const { closed, pids, pidOf } = await started(checkout({ isDeaf: true }), ...node)
    process.kill(pidOf('start'), 'SIGTERM')
    await closed
    await expect.poll(() => pids().filter(isAlive), goneWithin).toEqual([])
  })
})

it('a step that dies of a signal nobody asked for is a failure that says which', async () => {
  const { child, closed, said, pidOf } = await started(checkout(), ...node)
  process.kill(pidOf('worker'), 'SIGKILL')
  process.kill(pidOf('step'), 'SIGTERM')
  await closed
  expect(said()).toContain('step.mjs ended with SIGTERM')
  expect(child.exitCode).toBe(1)
})
