import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { acquireLock } from '@/lib/database/database'
import { isLockHeld } from '@/lib/database/sqlite/file-lock'
import { temporaryDirectory } from '../setup/temporary'

it('is held by one at a time, and free again after release', async () => {
  const file = path.join(temporaryDirectory(), 'precompute.lock')
  const lock = await acquireLock(file)
  expect(lock).not.toBeNull()
  expect(await acquireLock(file)).toBeNull()
  await lock?.release()
  const again = await acquireLock(file)
  expect(again).not.toBeNull()
  await again?.release()
})

/** A process that holds the lock until it is killed. */
async function startHolder(file: string) {
  const program = `
    import { acquireLock } from '@/lib/database/database'
    globalThis.lock = await acquireLock(${JSON.stringify(file)})
    console.log('held')
    setInterval(() => {}, 1000)`
  const holder = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', program])
  onTestFinished(() => void holder.kill('SIGKILL'))
  const held = once(holder.stdout, 'data')
  const ended = once(holder, 'exit').then(() => Promise.reject(new Error('The holder ended by itself.')))
  await Promise.race([held, ended])
  ended.catch(() => {})
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
  expect(await acquireLock(file)).toBeNull()
  await holder.kill()
  const lock = await acquireLock(file)
  expect(lock).not.toBeNull()
  await lock?.release()
})

it('can be looked at without being taken: held by another process or not, never made by looking', async () => {
  const file = path.join(temporaryDirectory(), 'precompute.lock')
  expect(await isLockHeld(file)).toBe(false)
  expect(existsSync(file)).toBe(false)
  const holder = await startHolder(file)
  for (let look = 0; look < 100; look++) expect(await isLockHeld(file)).toBe(true)
  await holder.kill()
  expect(await isLockHeld(file)).toBe(false)
})

it('is had by a process that starts while others look at it all the time', async () => {
  const file = path.join(temporaryDirectory(), 'precompute.lock')
  await (await acquireLock(file))?.release()
  const program = `
    import { isLockHeld } from '@/lib/database/sqlite/file-lock'
    console.log('looking')
    for (;;) await isLockHeld(${JSON.stringify(file)})`
  const onlooker = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', program])
  onTestFinished(() => void onlooker.kill('SIGKILL'))
  await once(onlooker.stdout, 'data')
  for (let start = 0; start < 20; start++) {
    const lock = await acquireLock(file)
    expect(lock).not.toBeNull()
    await lock?.release()
  }
})
