import { setTimeout as delay } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { readAhead } from '@/lib/storage/read-ahead'

const KEYS = Array.from({ length: 200 }, (_, place) => String(place))

it('reads each once, at most so many ahead of what is taken', async () => {
  const read: string[] = []
  let taken = 0
  let most = 0
  const take = readAhead(
    KEYS,
    async (key) => {
      read.push(key)
      most = Math.max(most, read.length - taken)
      await delay(Number(key) % 3)
      return Buffer.from(key)
    },
    16,
  )
  for (const key of KEYS) {
    expect((await take(key)).toString()).toBe(key)
    taken++
  }
  expect([...read].sort()).toEqual([...KEYS].sort())
  expect(most).toBeGreaterThan(8)
  expect(most).toBeLessThanOrEqual(17)
})

it('waits with more while much of what was read is still to be taken', async () => {
  const read: string[] = []
  const take = readAhead(
    KEYS,
    async (key) => {
      read.push(key)
      return Buffer.alloc(40 * 1024 * 1024)
    },
    4,
  )
  await take('0')
  await take('1')
  const before = read.length
  await take('2')
  expect(before).toBeLessThanOrEqual(6)
  expect(new Set(read).size).toBe(read.length)
})

it('tells of what could not be read when it is taken, and goes on with the rest', async () => {
  const take = readAhead(
    KEYS,
    async (key) => {
      if (key === '7') throw new Error('no 7')
      return Buffer.from(key)
    },
    16,
  )
  await take('0')
  await delay(5)
  for (const key of ['1', '2', '3', '4', '5', '6']) await take(key)
  await expect(take('7')).rejects.toThrow('no 7')
  expect((await take('8')).toString()).toBe('8')
})
