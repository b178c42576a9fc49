import { expect, it } from 'vitest'
import { threadsEach } from '@/lib/jobs/threads-each'

it.each([
  [8, 1, 8],
  [8, 3, 2],
  [8, 8, 1],
  [2, 256, 1],
])('of %i cores each of %i processes has %i', (cores, processes, threads) => {
  expect(threadsEach(cores, processes)).toBe(threads)
})
