import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, expect, it, vi } from 'vitest'
import { eventStream } from '@/lib/admin/runs/event-stream'
import { countFollowers, isWatched } from '@/lib/admin/runs/shared-poll'

type State = { done: number; isOver?: boolean }

let state: State | null = { done: 0 }
let reads = 0

const watched = {
  key: 'a run',
  async read() {
    reads++
    return state
  },
  isLast: ({ isOver = false }: State) => isOver,
}

const open: AbortController[] = []
afterEach(() => {
  for (const reader of open.splice(0)) reader.abort()
  state = { done: 0 }
  reads = 0
})

function followed({ method = 'GET', signal = new AbortController().signal } = {}) {
  return eventStream(new Request('http://localhost/events', { method, signal }), 'a session', watched)
}

/** Somebody who follows, event by event, until the end of the test. */
function follower() {
  const leaving = new AbortController()
  open.push(leaving)
  const body = followed({ signal: leaving.signal }).body?.pipeThrough(new TextDecoderStream()).getReader()
  return { leave: () => leaving.abort(), next: async () => (await body?.read())?.value }
}

it('nobody is followed for a reader who has left before', async () => {
  const leaving = new AbortController()
  leaving.abort()
  for (let place = 0; place < 500; place++) await followed({ signal: leaving.signal }).text()
  expect(countFollowers()).toBe(0)
  expect(reads).toBe(0)
})

it('nor for one who asks for the headers alone', async () => {
  const answer = followed({ method: 'HEAD' })
  expect(answer.headers.get('content-type')).toBe('text/event-stream')
  expect(answer.body).toBeNull()
  expect(countFollowers()).toBe(0)
})

it('nothing is looked at any more once the last reader has left, whether it had read or not', async () => {
  const readers = Array.from({ length: 499 }, () => follower())
  const cancelled = followed()
  expect(countFollowers()).toBe(500)
  for (const reader of readers) reader.leave()
  await cancelled.body?.cancel()
  expect(countFollowers()).toBe(0)
  expect(isWatched('a run')).toBe(false)
  const before = reads
  await delay(600)
  expect(reads).toBe(before)
})

it('two hundred who follow the same are told of it by one look at it', async () => {
  const readers = Array.from({ length: 200 }, () => follower())
  for (const reader of readers) {
    expect(await reader.next()).toBe('retry: 1000\n\n')
    expect(await reader.next()).toBe('data: {"done":0}\n\n')
  }
  expect(reads).toBeLessThan(20)
  state = { done: 1, isOver: true }
  for (const reader of readers) {
    expect(await reader.next()).toBe('data: {"done":1,"isOver":true}\n\n')
    expect(await reader.next()).toBe('event: end\ndata:\n\n')
    expect(await reader.next()).toBeUndefined()
  }
  expect(isWatched('a run')).toBe(false)
})

it('who comes late is told at once what the others know', async () => {
  const first = follower()
  await first.next()
  await first.next()
  const before = reads
  const late = follower()
  await late.next()
  expect(await late.next()).toBe('data: {"done":0}\n\n')
  expect(reads - before).toBeLessThan(2)
})

it('for a slow reader the latest state alone is kept', async () => {
  const quick = follower()
  const slow = follower()
  await quick.next()
  for (let done = 1; done <= 3; done++) {
    await quick.next()
    state = { done }
  }
  expect(await quick.next()).toBe('data: {"done":3}\n\n')
  expect(await slow.next()).toBe('retry: 1000\n\n')
  // One event is on its way by the time that nobody reads.
  await slow.next()
  state = { done: 3, isOver: true }
  expect(['data: {"done":3}\n\n', 'data: {"done":3,"isOver":true}\n\n']).toContain(await slow.next())
})

it('what cannot be read ends the stream, and the reader comes again', async () => {
  const broken = { ...watched, key: 'broken', read: () => Promise.reject(new Error('no disk')) }
  const answer = eventStream(new Request('http://localhost/events'), 'a session', broken)
  expect(await answer.text()).toBe('retry: 1000\n\n')
  expect(isWatched('broken')).toBe(false)
  expect(vi.mocked(console.error).mock.calls).toEqual([[new Error('no disk')]])
  vi.mocked(console.error).mockClear()
})

it('there is an end to how many follow', async () => {
  const readers = Array.from({ length: 500 }, () => follower())
  expect(() => followed()).toThrow('500 screens follow runs already. Try again in 10 s.')
  readers[0]?.leave()
  expect(followed().status).toBe(200)
})
