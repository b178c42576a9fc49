import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { z } from 'zod'

export type CommandLine = readonly [name: string, args: readonly string[]]
export type Ended = { code: number | null; stdout: string; stderr: string }

/** Starts one of the project's commands, e.g. `precompute`, as its npm script does. */
export function startCommand(
  name: string,
  args: readonly string[],
  environment: Record<string, string>,
): ChildProcess {
  return startScript(`scripts/${name}.ts`, args, environment)
}

/** Starts the same by npm, whose process is what is returned. */
export function startByNpm(name: string, environment: Record<string, string>): ChildProcess {
  return spawn('npm', ['run', '--silent', name], {
    env: { ...process.env, NO_COLOR: '1', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

function startScript(
  script: string,
  args: readonly string[],
  environment: Record<string, string>,
): ChildProcess {
  return spawn(process.execPath, ['--import', 'tsx', script, ...args], {
    env: { ...process.env, NO_COLOR: '1', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

/** Runs one of the project's commands to its end. */
export async function runCommand(
  name: string,
  args: readonly string[],
  environment: Record<string, string>,
): Promise<Ended> {
  return endOf(startCommand(name, args, environment))
}

const ends = z.array(z.object({ code: z.number(), stdout: z.string(), stderr: z.string() }))

/**
 * Runs commands to their ends, one after the other in one process, since to start one takes longer than all of these:
 * for command lines that end before anything is done.
 */
export async function runCommandLines(
  lines: readonly CommandLine[],
  environment: Record<string, string>,
): Promise<Ended[]> {
  const host = startScript('tests/setup/command-host.ts', [JSON.stringify(lines)], environment)
  const { stdout, stderr } = await endOf(host)
  if (stdout === '') throw new Error(`The commands did not come to their ends:\n${stderr}`)
  return ends.parse(JSON.parse(stdout))
}

async function endOf(child: ChildProcess): Promise<Ended> {
  let stdout = ''
  let stderr = ''
  child.stdout?.on('data', (chunk) => (stdout += chunk))
  child.stderr?.on('data', (chunk) => (stderr += chunk))
  await once(child, 'close')
  return { code: child.exitCode, stdout, stderr }
}
