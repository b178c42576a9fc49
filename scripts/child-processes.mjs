// The processes that npm start and npm test are made of. A request to stop reaches all of them, whoever it was sent to.
// Plain JavaScript over Node alone, since nothing is installed yet.
import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { watchNpm } from './watch-npm.mjs'

const END_WITH_PARENT = pathToFileURL(path.join(import.meta.dirname, 'end-with-parent.mjs')).href

/** How long a child may take to put its work away before it is killed. */
const GRACE_MS = 5_000
/** How much of what a quiet child prints is kept. */
const KEPT_OUTPUT = 64 * 1024

/** Whoever started this asked for it to stop. */
export class StoppedError extends Error {
  /** @param {NodeJS.Signals} signal */
  constructor(signal) {
    super(`Stopped by ${signal}.`)
    this.name = 'StoppedError'
    /** As shells have it. */
    this.exitCode = 128 + constants.signals[signal]
  }
}

/** @type {NodeJS.Signals | null} */
let asked = null
/** @type {Set<import('node:child_process').ChildProcess>} */
const children = new Set()

/**
 * From now on Ctrl-C, requests to terminate, the end of the terminal and that of npm stop every child, and then make
 * `run` and `throwIfStopped` throw. One Ctrl-C arrives twice, from the terminal and from npm: further ones change nothing.
 */
export function stopWhenAsked() {
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => stop(signal))
  }
  // As npm would have passed it on: others listen, too.
  watchNpm(() => process.kill(process.pid, 'SIGTERM'))
}

/** @throws {StoppedError} once a stop was asked for */
export function throwIfStopped() {
  if (asked !== null) throw new StoppedError(asked)
}

/** @param {NodeJS.Signals} signal */
function stop(signal) {
  if (asked !== null) return
  asked = signal
  for (const child of children) {
    // Next listens to these two alone.
    killAll(child, signal === 'SIGINT' ? 'SIGINT' : 'SIGTERM')
    setTimeout(() => killAll(child, 'SIGKILL'), GRACE_MS).unref()
  }
}

/**
 * Signals a child and all that it has started.
 *
 * @param {import('node:child_process').ChildProcess} child
 * @param {NodeJS.Signals} signal
 */
function killAll(child, signal) {
  try {
    if (process.platform === 'win32') child.kill(signal)
    else if (child.pid !== undefined) process.kill(-child.pid, signal)
  } catch {
    // All of them have ended.
  }
}

/**
 * Starts a program in a process group of its own. A program of Node's ends when this process does, however that ends.
 *
 * @param {string} program
 * @param {string[]} args
 * @param {{ cwd: string, env?: NodeJS.ProcessEnv, output: ['pipe' | 'inherit' | 'ignore', 'pipe' | 'inherit'] }} options
 *   `output`: what becomes of its standard output and standard error
 */
export function startChild(program, args, { cwd, env = process.env, output }) {
  const isNode = program === process.execPath
  const child = spawn(program, isNode ? ['--import', END_WITH_PARENT, ...args] : args, {
    cwd,
    env: isNode ? { ...env, REC_A_SKETCH_CHILD: '1' } : env,
    stdio: [isNode ? 'pipe' : 'ignore', ...output],
    detached: process.platform !== 'win32',
  })
  // It ends when this process does.
  child.stdin?.on('error', () => {})
  children.add(child)
  return child
}

/**
 * Waits until a child has ended.
 *
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<{ code: number | null, signal: NodeJS.Signals | null }>} rejects when it could not be started
 */
export function ended(child) {
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    // What it has started may live on, and hold its output open.
    child.on('exit', () => asked !== null && killAll(child, 'SIGKILL'))
    child.on('close', (code, signal) => {
      children.delete(child)
      resolve({ code, signal })
    })
  })
}

/**
 * Runs a program to its end. Its output is shown as it comes, or only when it fails if `quiet`.
 *
 * @param {string} program
 * @param {string[]} args
 * @param {{ cwd: string, quiet?: boolean, env?: NodeJS.ProcessEnv }} options
 * @returns {Promise<void>} rejects with how it ended and the last of the output; with StoppedError when that was asked for
 */
export async function runChild(program, args, { cwd, quiet = false, env }) {
  throwIfStopped()
  const child = startChild(program, args, {
    cwd,
    env,
    output: quiet ? ['pipe', 'pipe'] : ['inherit', 'inherit'],
  })
  let output = ''
  const keep = (/** @type {Buffer} */ chunk) => (output = (output + chunk).slice(-KEPT_OUTPUT))
  child.stdout?.on('data', keep)
  child.stderr?.on('data', keep)
  const { code, signal } = await ended(child)
  throwIfStopped()
  if (code === 0) return
  const tail = output.trimEnd().split('\n').slice(-40).join('\n')
  throw new Error(`${tail}\n${[program, ...args].join(' ')} ended with ${signal ?? `exit code ${code}`}`)
}
