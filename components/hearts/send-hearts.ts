'use client'

import * as z from 'zod/mini'
import { MAX_HEARTS_SENT, VISITOR } from '@/lib/facts/hearts'

// Where hearts are collected, what has changed is kept until the server has taken it: taking a heart back may not be lost for want
// of a connection. What was liked before hearts were collected is not sent.

const VISITOR_KEY = 'rec-a-sketch-visitor'
const UNSENT_KEY = 'rec-a-sketch-unsent-hearts'
/** Where the server does not say when. */
const DEFAULT_WAIT_SECONDS = 30

const unsentHearts = z.record(z.string(), z.boolean())
type Unsent = z.infer<typeof unsentHearts>

let isSending = false
let timer: ReturnType<typeof setTimeout> | undefined

/** Has the server told that a model is liked, or is no more. */
export function collectHeart(uid: string, isLiked: boolean): void {
  writeUnsent({ ...readUnsent(), [uid]: isLiked })
  sendUnsent()
}

/** Tells the server what it has not taken yet. */
export function sendUnsent(): void {
  clearTimeout(timer)
  if (!isSending) void send()
}

async function send(): Promise<void> {
  const sent = Object.entries(readUnsent()).slice(0, MAX_HEARTS_SENT)
  if (sent.length === 0) return
  isSending = true
  const answer = await post(sent)
  isSending = false
  if (answer === null || answer.status === 429 || answer.status >= 500) {
    const seconds = Number(answer?.headers.get('retry-after')) || DEFAULT_WAIT_SECONDS
    timer = setTimeout(sendUnsent, seconds * 1000)
    return
  }
  // A heart may have changed meanwhile. What is refused for good is let go, too.
  const left = Object.entries(readUnsent()).filter(
    ([uid, isLiked]) => !sent.some(([other, was]) => other === uid && was === isLiked),
  )
  writeUnsent(Object.fromEntries(left))
  if (left.length > 0) await send()
}

async function post(hearts: readonly [string, boolean][]): Promise<Response | null> {
  const those = (wanted: boolean) => hearts.flatMap(([uid, isLiked]) => (isLiked === wanted ? [uid] : []))
  const body = JSON.stringify({ visitor: visitor(), liked: those(true), takenBack: those(false) })
  try {
    const headers = { 'content-type': 'application/json' }
    // Also when the page is left right after.
    return await fetch('/api/likes', { method: 'POST', headers, body, keepalive: true })
  } catch {
    return null
  }
}

/** Tells this browser from others, made at the first heart. It says nothing about anybody. */
function visitor(): string {
  const known = read(VISITOR_KEY)
  if (known !== null && VISITOR.test(known)) return known
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  const made = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  write(VISITOR_KEY, made)
  return made
}

/** Where nothing may be stored. */
const inMemory = new Map<string, string>()

function read(key: string): string | null {
  try {
    return window.localStorage.getItem(key) ?? inMemory.get(key) ?? null
  } catch {
    return inMemory.get(key) ?? null
  }
}

function write(key: string, text: string): void {
  inMemory.set(key, text)
  try {
    window.localStorage.setItem(key, text)
  } catch {
    // Full, or forbidden: it lasts as long as the document.
  }
}

function readUnsent(): Unsent {
  try {
    return unsentHearts.parse(JSON.parse(read(UNSENT_KEY) ?? '{}'))
  } catch {
    return {}
  }
}

function writeUnsent(hearts: Unsent): void {
  write(UNSENT_KEY, JSON.stringify(hearts))
}
