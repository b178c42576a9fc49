import 'server-only'
import { setTimeout as delay } from 'node:timers/promises'
import { isOpen } from '../access/session'

const LOOK_EVERY_MS = 500
const SESSIONS_EVERY_MS = 15_000

/** What is looked at, and how. Everybody who gives the same key looks at the same. */
export type Watched<View> = {
  key: string
  /** Null when there is nothing (any more). */
  read: () => Promise<View | null>
  /** Whether what was just read is the last there is to say. */
  isLast: (view: View) => boolean
}

export type Follower = {
  /** Whoever's session ends sees no more. */
  sessionId: string
  /** Told the whole state, as JSON: the one that is known, if one is, and each that is another than before. */
  onState(json: string): void
  /** Told now and then while nothing changes. */
  onSilence(): void
  /** Told once: with `isOver` when there is nothing more to say, else when it could not be read on. */
  onEnd(isOver: boolean): void
}

type Poll = { followers: Set<Follower>; json: string | null; stop: AbortController }

declare global {
  /** What is being looked at, by key. Here because Next evaluates modules more than once in a process. */
  var recASketchPolls: Map<string, Poll> | undefined
}

function polls(): Map<string, Poll> {
  globalThis.recASketchPolls ??= new Map()
  return globalThis.recASketchPolls
}

/** Whether somebody follows what has this key. */
export function isWatched(key: string): boolean {
  return polls().has(key)
}

/** How many follow anything. */
export function countFollowers(): number {
  let count = 0
  for (const { followers } of polls().values()) count += followers.size
  return count
}

/**
 * Follows something by looking at it twice a second, once for all who follow it, as long as somebody does. Returns what
 * ends that for this follower.
 */
export function follow<View>(watched: Watched<View>, follower: Follower): () => void {
  const { key } = watched
  const known = polls().get(key)
  const poll: Poll = known ?? { followers: new Set(), json: null, stop: new AbortController() }
  poll.followers.add(follower)
  if (known) {
    if (known.json !== null) follower.onState(known.json)
  } else {
    polls().set(key, poll)
    void look(watched, poll)
  }
  return () => {
    if (poll.followers.delete(follower) && poll.followers.size === 0) end(key, poll, false)
  }
}

function end(key: string, poll: Poll, isOver: boolean): void {
  if (polls().get(key) === poll) polls().delete(key)
  poll.stop.abort()
  for (const follower of poll.followers) follower.onEnd(isOver)
  poll.followers.clear()
}

async function look<View>({ key, read, isLast }: Watched<View>, poll: Poll): Promise<void> {
  const { signal } = poll.stop
  let sessionsLookedAt = performance.now()
  try {
    while (!signal.aborted) {
      const view = await read()
      if (signal.aborted) return
      if (view === null) return end(key, poll, true)
      const json = JSON.stringify(view)
      if (json !== poll.json) {
        poll.json = json
        for (const follower of poll.followers) follower.onState(json)
      }
      if (isLast(view)) return end(key, poll, true)
      if (performance.now() - sessionsLookedAt > SESSIONS_EVERY_MS) {
        await dropWhoMayNot(poll)
        sessionsLookedAt = performance.now()
        for (const follower of poll.followers) follower.onSilence()
      }
      await delay(LOOK_EVERY_MS, undefined, { signal })
    }
  } catch (error) {
    if (signal.aborted) return
    console.error(error)
    end(key, poll, false)
  }
}

async function dropWhoMayNot(poll: Poll): Promise<void> {
  const sessions = new Set(Array.from(poll.followers, ({ sessionId }) => sessionId))
  for (const id of sessions) {
    if (await isOpen(id)) continue
    for (const follower of poll.followers) {
      if (follower.sessionId === id && poll.followers.delete(follower)) follower.onEnd(false)
    }
  }
}
