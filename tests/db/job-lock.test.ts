import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { expect, it } from 'vitest'
import { acquireJobLock } from '@/lib/db/job-lock'
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

it('is free as soon as the process that held it was killed', async () => {
  const file = path.join(temporaryDirectory(), 'precompute.lock')
  const program = `
    import { acquireJobLock } from '@/lib/db/job-lock'
    globalThis.lock = acquireJobLock(${JSON.stringify(file)})
    console.log('held')
    setInterval(() => {}, 1000)`
  const holder = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', program])
  await once(holder.stdout, 'data')
  expect(acquireJobLock(file)).toBeNull()
  holder.kill('SIGKILL')
  await once(holder, 'exit')
  const lock = acquireJobLock(file)
  expect(lock).not.toBeNull()
  lock?.release()
})
