import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { acquireJobLock, isJobLocked } from '@/lib/database/job-lock'
import { temporaryDirectory } from '../setup/temporary'

it('is held by one at a time, and free again after release', () => {
  const file = path.join(temporaryDirectory(), 'precompute.lock')
  const lock = acquireJobLock(file)
  expect(lock).not.toBeNull()
  expect(acquireJobLock(file)).toBeNull()
  lock?.release()
  const again = acquireJobLock(file)
  expect(again).not.toBeNull()
  again?.release()
})

/** A process that holds the lock until it is killed. */
async function startHolder(file: string) {
  const program = `
    import { acquireJobLock } from '@/lib/database/job-lock'
    globalThis.lock = acquireJobLock(${JSON.stringify(file)})
    console.log('held')
    setInterval(() => {}, 1000)`
  const holder = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', program])
  onTestFinished(() => void holder.kill('SIGKILL'))
  await once(holder.stdout, 'data')
  return {
    async kill() {
      holder.kill('SIGKILL')
      await once(holder, 'exit')
    },
  }
}

it('is free as soon as the process that held it was killed', async () => {
  const file = path.join(temporaryDirectory(), 'precompute.lock')
  const holder = await startHolder(file)
  expect(acquireJobLock(file)).toBeNull()
  await holder.kill()
  const lock = acquireJobLock(file)
  expect(lock).not.toBeNull()
  lock?.release()
})

it('can be looked at without being taken: held by another process or not, never made by looking', async () => {
  const file = path.join(temporaryDirectory(), 'precompute.lock')
  expect(isJobLocked(file)).toBe(false)
  expect(existsSync(file)).toBe(false)
  const holder = await startHolder(file)
  for (let look = 0; look < 100; look++) expect(isJobLocked(file)).toBe(true)
  await holder.kill()
  expect(isJobLocked(file)).toBe(false)
})

it('is had by a process that starts while others look at it all the time', async () => {
  const file = path.join(temporaryDirectory(), 'precompute.lock')
  acquireJobLock(file)?.release()
  const program = `
    import { isJobLocked } from '@/lib/database/job-lock'
    console.log('looking')
    for (;;) isJobLocked(${JSON.stringify(file)})`
  const onlooker = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', program])
  onTestFinished(() => void onlooker.kill('SIGKILL'))
  await once(onlooker.stdout, 'data')
  for (let start = 0; start < 20; start++) {
    const lock = acquireJobLock(file)
    expect(lock).not.toBeNull()
    lock?.release()
  }
})
