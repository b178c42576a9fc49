import type { ChildProcess } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import { onTestFinished } from 'vitest'
import { startCommand } from './commands'

/** How a worker says what it does. */
const SAID = /^Worker (\d+) (.*)\.$/gm

const WAIT_MS = 20
const MOST_WAITS = 9_000

export type Machine = ReturnType<typeof startMachine>

/** Starts a machine with one worker, `npm run worker`, which is gone when the test is over. */
export function startMachine(environment: Record<string, string>) {
  let keeper: ChildProcess
  let said = ''
  /** All that its workers have said, for when a test fails. */
  const lines: string[] = []
  /** Workers that it has had. */
  const dead = new Set<number>()
  let deaths = 0

  function start(): void {
    keeper = startCommand('worker', [], { ...environment, WORKERS: '1' })
    for (const output of [keeper.stdout, keeper.stderr]) {
      output?.on('data', (chunk) => {
        if (output === keeper.stdout) said += chunk
        lines.push(String(chunk).trimEnd())
      })
    }
  }

  /** The worker that is there, and what it has said last; null while there is none. */
  function worker(): { pid: number; says: string } | null {
    const [, pid, says = ''] = [...said.matchAll(SAID)].at(-1) ?? []
    return pid === undefined || dead.has(Number(pid)) ? null : { pid: Number(pid), says }
  }

  function signal(name: NodeJS.Signals): void {
    const pid = worker()?.pid
    if (pid === undefined) throw new Error('There is no worker on this machine.')
    process.kill(pid, name)
  }

  onTestFinished(() => {
    keeper.kill('SIGKILL')
    const pid = worker()?.pid
    if (pid !== undefined) kill(pid)
  })
  start()
  return {
    lines,
    says: () => worker()?.says ?? '',
    signal,
    /** Kills the worker, and every other time the machine with it, which is started anew. */
    kill(): void {
      const pid = worker()?.pid ?? 0
      dead.add(pid)
      const isWhole = ++deaths % 2 === 0
      if (isWhole) keeper.kill('SIGKILL')
      kill(pid)
      if (isWhole) start()
    },
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended by itself.
  }
}

/** Waits until some machine of several does what is asked for. Returns any of those that do. */
export async function machineThat(
  machines: readonly Machine[],
  does: (says: string) => boolean,
): Promise<Machine> {
  for (let waits = 1; waits < MOST_WAITS; waits++) {
    const doing = machines.filter((machine) => does(machine.says()))
    const one = doing[Math.floor(Math.random() * doing.length)]
    if (one) return one
    await delay(WAIT_MS)
  }
  throw new Error(`No machine does so. They say: ${machines.map(({ says }) => says()).join('; ')}`)
}
