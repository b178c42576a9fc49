import 'server-only'
import { readdir, stat } from 'node:fs/promises'
import path from 'node:path'
import { env } from '@/lib/facts/env'
import { placeOf } from '@/lib/facts/storage-setting'
import { database } from '@/lib/serving/database'
import { COPIES_FOLDER } from '@/lib/serving/storage'
import type { InventoryView } from './views'

/** Going through a large store takes a while, and it grows slowly. */
const KEPT_MS = 60_000

let measured: { at: number; disk: Promise<Pick<InventoryView, 'storage' | 'elsewhere'>> } | undefined

/** What the catalogue holds, and what it takes on the disk. */
export async function readInventory(): Promise<InventoryView> {
  if (!measured || performance.now() - measured.at > KEPT_MS) {
    measured = { at: performance.now(), disk: measureStorage() }
  }
  return { sources: await database().catalogue.countBySource(), ...(await measured.disk) }
}

async function measureStorage(): Promise<Pick<InventoryView, 'storage' | 'elsewhere'>> {
  const { dataDir, storage } = env()
  const isFolder = storage.kind === 'files'
  const folders = [
    ...(isFolder ? [{ what: 'thumbnails', folder: path.join(storage.folder, 'thumbnails') }] : []),
    { what: 'encoders', folder: path.join(dataDir, 'encoders') },
    ...(isFolder ? [] : [{ what: 'copies of pictures', folder: path.join(dataDir, COPIES_FOLDER) }]),
    { what: 'logs', folder: path.join(dataDir, 'logs') },
  ]
  const sizes = folders.map(async ({ what, folder }) => ({ what, bytes: await sizeBelow(folder) }))
  const bytes = await database().countBytes()
  return {
    storage: [{ what: 'database', bytes }, ...(await Promise.all(sizes))],
    elsewhere: isFolder ? null : placeOf(storage),
  }
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
