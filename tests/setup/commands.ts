import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'

export type Ended = { code: number | null; stdout: string; stderr: string }

/** Starts one of the project's commands, e.g. `precompute`, as its npm script does. */
export function startCommand(
  name: string,
  args: readonly string[],
  environment: Record<string, string>,
): ChildProcess {
  return spawn(process.execPath, ['--import', 'tsx', `scripts/${name}.ts`, ...args], {
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
  const child = startCommand(name, args, environment)
  let stdout = ''
  let stderr = ''
  child.stdout?.on('data', (chunk) => (stdout += chunk))
  child.stderr?.on('data', (chunk) => (stderr += chunk))
  await once(child, 'close')
  return { code: child.exitCode, stdout, stderr }
}
