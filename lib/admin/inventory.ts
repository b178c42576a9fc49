import 'server-only'
import { readdir, stat } from 'node:fs/promises'
import path from 'node:path'
import { env } from '@/lib/facts/env'
import { database } from '@/lib/serving/database'
import type { InventoryView } from './views'

/** Going through a large store takes a while, and it grows slowly. */
const KEPT_MS = 60_000

let measured: { at: number; storage: Promise<InventoryView['storage']> } | undefined

/** What the catalogue holds, and what it takes on the disk. */
export async function readInventory(): Promise<InventoryView> {
  if (!measured || performance.now() - measured.at > KEPT_MS) {
    measured = { at: performance.now(), storage: measureStorage() }
  }
  return { sources: await database().catalogue.countBySource(), storage: await measured.storage }
}

async function measureStorage(): Promise<InventoryView['storage']> {
  const { dataDir } = env()
  const folders = ['thumbnails', 'encoders', 'logs'].map(async (what) => ({
    what,
    bytes: await sizeBelow(path.join(dataDir, what)),
  }))
  const bytes = await database().countBytes()
  return [{ what: 'database', bytes }, ...(await Promise.all(folders))]
}

/** Bytes of a file; 0 when it is not there, or goes away meanwhile. */
async function sizeOf(file: string): Promise<number> {
  return stat(file).then(
    ({ size }) => size,
    () => 0,
  )
}

async function sizeBelow(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => [])
  let bytes = 0
  for (const entry of entries) {
    if (entry.isFile()) bytes += await sizeOf(path.join(entry.parentPath, entry.name))
  }
  return bytes
}
