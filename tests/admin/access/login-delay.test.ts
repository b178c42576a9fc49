import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { type Lane, loginQueue } from '@/lib/admin/access/login-delay'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }))
afterEach(() => void vi.useRealTimers())

const never = new AbortController().signal
const stranger = (name: string): Lane => ({ isKnown: false, name })
const known = (name: string): Lane => ({ isKnown: true, name })

/** A queue, and what came of whoever joined it, in order. */
function watchedQueue(options: Parameters<typeof loginQueue>[0] = {}) {
  const queue = loginQueue(options)
  const served: string[] = []
  const turnedAway: string[] = []
  function join(lane: Lane, signal = never) {
    void queue.turn(lane, signal).then((mayTry) => (mayTry ? served : turnedAway).push(lane.name))
  }
  const pass = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds)
  return { queue, served, turnedAway, join, pass }
}

it('looks at five at once, then at five a second', async () => {
  const { served, join, pass } = watchedQueue()
  for (let place = 0; place < 20; place++) join(stranger(`${place}`))
  await pass(0)
  expect(served).toHaveLength(5)
  await pass(1_000)
  expect(served).toHaveLength(10)
  await pass(60_000)
  expect(served).toEqual(Array.from({ length: 20 }, (_, place) => `${place}`))
})

it('lets addresses take turns, so that who gives many passwords waits for himself', async () => {
  const { served, join, pass } = watchedQueue()
  for (let place = 0; place < 25; place++) join(stranger('guesser'))
  join(stranger('admin'))
  await pass(400)
  expect(served).toEqual([...Array.from({ length: 6 }, () => 'guesser'), 'admin'])
})

it('looks within a lane at the first to come first, so that nobody at an address is passed over', async () => {
  const { served, join, pass } = watchedQueue()
  for (let place = 0; place < 50; place++) join(stranger('office'))
  await pass(10_000)
  expect(served).toHaveLength(50)
})

it('keeps every second turn for browsers that have logged in before, however many addresses guess', async () => {
  const { served, join, pass } = watchedQueue()
  for (let place = 0; place < 100; place++) join(stranger(`guesser ${place}`))
  for (let place = 0; place < 3; place++) join(known('admin'))
  await pass(1_000)
  expect(served.slice(5)).toEqual(['admin', 'guesser 5', 'admin', 'guesser 6', 'admin'])
})

it('forgets whoever leaves, and whoever left before', async () => {
  const { queue, turnedAway, join, pass } = watchedQueue()
  for (let place = 0; place < 6; place++) join(stranger('guesser'))
  const leaving = new AbortController()
  join(stranger('reader'), leaving.signal)
  leaving.abort()
  join(stranger('late reader'), leaving.signal)
  await pass(0)
  expect(turnedAway.toSorted()).toEqual(['late reader', 'reader'])
  await pass(200)
  expect(queue.size()).toBe(0)
  expect(vi.getTimerCount()).toBe(0)
})

it('has an end to how many wait, and takes places from those who have most', async () => {
  const { queue, served, turnedAway, join, pass } = watchedQueue({ mostWaiting: 4 })
  for (let place = 0; place < 30; place++) join(stranger('guesser'))
  expect(queue.size()).toBe(4)
  join(stranger('admin'))
  join(known('admin'))
  expect(queue.size()).toBe(4)
  await pass(5_000)
  expect(served.filter((name) => name === 'admin')).toHaveLength(2)
  expect(turnedAway).toHaveLength(30 - 5 - 2)
  // Nobody takes a place from somebody who has no more than himself.
  for (let place = 0; place < 20; place++) join(stranger(`guesser ${place}`))
  await pass(0)
  expect(turnedAway.at(-1)).toBe('guesser 19')
})

it('lets nobody wait for longer than half a minute', async () => {
  const { served, turnedAway, join, pass } = watchedQueue()
  for (let place = 0; place < 300; place++) join(stranger('guesser'))
  await pass(60_000)
  expect(served.length + turnedAway.length).toBe(300)
  expect(served.length).toBeLessThanOrEqual(5 + 150)
})
