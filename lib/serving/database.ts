import 'server-only'
import { type Database, servedDatabase } from '@/lib/database/database'
import { env } from '@/lib/facts/env'

declare global {
  /** Also asked by page-cache.mjs, which Next loads by itself and which can import nothing of ours, and by serve.mjs. */
  var recASketchDatabase: Database | undefined
}

/**
 * This process's database. On globalThis because Next evaluates this module more than once in a process: a copy for
 * each bundle, and again at every reload in development.
 */
export function database(): Database {
  return (globalThis.recASketchDatabase ??= servedDatabase(env()))
}

/** Undefined while the revision cannot be read: nothing is kept then, and nothing that is kept is shown. */
export async function catalogueRevision(): Promise<string | undefined> {
  return database()
    .readRevision()
    .catch(() => undefined)
}

/**
 * Wraps a read so that it happens once a catalogue revision. The revision is read first: an answer that is
 * newer than it is read once more, never one that is older kept.
 */
export function oncePerRevision<Answer>(read: () => Promise<Answer>): () => Promise<Answer> {
  let last: { revision: string; answer: Promise<Answer> } | undefined
  return async () => {
    const revision = await database().readRevision()
    if (last?.revision !== revision) last = { revision, answer: read() }
    const current = last
    try {
      return await current.answer
    } catch (error) {
      if (last === current) last = undefined
      throw error
    }
  }
}
