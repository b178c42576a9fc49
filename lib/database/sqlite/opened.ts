import { statSync } from 'node:fs'
import type { Connection } from './connection'
import type { PrismaClient } from './generated/client'
import { openMigrated } from './migrations'
import { MissingDatabaseError } from './trouble'

/** How long a file that was replaced may go unnoticed. */
const LOOK_EVERY_MS = 500

/**
 * How long a server may wait for another program's lock in one piece: it answers nobody meanwhile. Who wants to write
 * tries again and again.
 */
const SERVER_PATIENCE_MS = 50

/** A database file, and the data directory that it belongs to: its thumbnails and locks are there. */
export type FilePlace = { databaseFile: string; dataDir: string }

/** An open database file. */
export type Opened = {
  connection: Connection
  /** Made when it is first asked for: to load Prisma takes a while, and many commands never need it. */
  prisma(): Promise<PrismaClient>
  /** Which opening of the file this is: what was read under another one does not count. */
  generation: number
  close(): Promise<void>
}

export type Source = {
  /** The file that is open now. */
  current(): Opened
  /** Closes it, so that the next use opens it anew. */
  giveUp(): void
  close(): Promise<void>
}

/** Opens the file and brings it up to date. @throws Error as `openMigrated` */
export function openFile({ databaseFile, dataDir }: FilePlace, patienceMs?: number, generation = 1): Opened {
  const connection = openMigrated(databaseFile, dataDir, patienceMs)
  let prisma: Promise<PrismaClient> | undefined
  return {
    connection,
    generation,
    // By its whole name, as `loadDriver` loads it: scripts/serve.mjs can read no TypeScript later.
    prisma: () =>
      (prisma ??= import('./prisma.ts').then(({ openPrisma }) => openPrisma(databaseFile, patienceMs))),
    async close() {
      connection.close()
      await (await prisma)?.$disconnect()
    },
  }
}

/** Opens the file at the first use, and anew when another file has taken its place or it was given up. */
export function watchFile(place: FilePlace): Source {
  let open: Opened | undefined
  let file: string | null = null
  let lookedAt = 0
  let generation = 0

  async function close(): Promise<void> {
    const closing = open
    open = undefined
    await closing?.close()
  }
  const giveUp = () => void close().catch(() => {})

  return {
    close,
    giveUp,
    /** @throws MissingDatabaseError when the file was there before and is gone, or empty: a new one would hide that. */
    current() {
      if (open && performance.now() - lookedAt < LOOK_EVERY_MS) return open
      const found = identityOf(place.databaseFile)
      if (open && found === file) {
        lookedAt = performance.now()
        return open
      }
      giveUp()
      if (generation > 0 && found === null) throw new MissingDatabaseError()
      open = openFile(place, SERVER_PATIENCE_MS, ++generation)
      file = identityOf(place.databaseFile)
      lookedAt = performance.now()
      return open
    },
  }
}

/** Tells a file from another one of the same name; null when there is none, or nothing in it. */
function identityOf(databaseFile: string): string | null {
  const found = statSync(databaseFile, { bigint: true, throwIfNoEntry: false })
  return found && found.size > 0n ? `${found.dev}:${found.ino}` : null
}
