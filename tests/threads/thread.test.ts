import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it, onTestFinished } from 'vitest'
import { z } from 'zod'
import { openThread, type ThreadOptions } from '@/lib/threads/thread'
import { temporaryDirectory } from '../setup/temporary'

/** A thread that adds to a sum, and ends when it is told to. */
const ADDING = `
export const open = (start) => {
  let sum = start
  if (start < 0) throw new RangeError('It begins below nothing.')
  return async (request) => {
    if (request === 'end') process.exit(3)
    if (request === 'wait') await new Promise((resolve) => setTimeout(resolve, 200))
    if (typeof request !== 'number') return { answer: 0 }
    if (Number.isNaN(request)) throw new TypeError('That is no number.')
    return { answer: (sum += request) }
  }
}`

function adding(setup: number, options: Partial<ThreadOptions<number>> = {}) {
  const file = path.join(temporaryDirectory(), 'adding.mjs')
  writeFileSync(file, ADDING)
  const thread = openThread<number | string, number>({
    module: file,
    setup,
    title: 'that adds',
    answer: z.number(),
    mostWaiting: 3,
    ...options,
  })
  onTestFinished(thread.close)
  return thread
}

describe('a thread', () => {
  it('does one request after another', async () => {
    const { ask } = adding(1)
    expect(await Promise.all([ask(1), ask(2), ask(3)])).toEqual([2, 4, 7])
  })

  it('tells whoever asked what is wrong with a request, and goes on', async () => {
    const { ask } = adding(1)
    await expect(ask(NaN)).rejects.toMatchObject({ kind: 'TypeError', message: 'That is no number.' })
    expect(await ask(2)).toBe(3)
  })

  it('refuses more than may wait', async () => {
    const { ask } = adding(0)
    const all = await Promise.allSettled([ask('wait'), ask(1), ask(1), ask(1)])
    expect(all.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled', 'rejected'])
    expect(await ask(1)).toBe(3)
  })

  it('that cannot begin tells everybody why', async () => {
    const { ask } = adding(-1)
    const asked = [ask(1), ask(2)]
    for (const one of asked) await expect(one).rejects.toMatchObject({ kind: 'RangeError' })
    await expect(ask(1)).rejects.toThrow('It begins below nothing.')
  })

  it('that ends lets nobody wait, and one that remembers is not started again', async () => {
    const thread = adding(0, { hasMemory: true })
    const asked = [thread.ask('end'), thread.ask(1)]
    for (const one of asked) await expect(one).rejects.toThrow('The thread that adds ended with 3.')
    expect(thread.hasEnded()).toBe(true)
    await expect(thread.ask(1)).rejects.toThrow('ended with 3')
  })

  it('that is closed refuses what waits; one that retires does it first', async () => {
    const closing = adding(0)
    const refused = closing.ask('wait')
    const expectRefused = expect(refused).rejects.toThrow('The thread that adds was closed.')
    await closing.close()
    await expectRefused
    const retiring = adding(0)
    const done = retiring.ask(5)
    await delay(0)
    retiring.retire()
    expect(await done).toBe(5)
    await expect(retiring.ask(1)).rejects.toThrow('The thread that adds was closed.')
  })
})
