import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect } from 'vitest'
import { acquireLock } from '@/lib/database/database'
import { downloadFile } from '@/lib/download/download'
import type { FileDigest } from '@/lib/download/file-digest'
import { temporaryDirectory } from '../setup/temporary'
import type { Served } from './download-server'

export const size = 1_500_000
export const content = contentOf(1, size)
export const otherContent = contentOf(2, size)
export const quick = { stallMs: 1_000, backoffMs: 1, attempts: 3 }

/** Bytes without a pattern that a shift or a repetition would leave unnoticed. */
export function contentOf(seed: number, length: number): Buffer {
  let state = seed
  return Buffer.from(
    Uint8Array.from({ length }, () => {
      state = (Math.imul(state, 1103515245) + 12345) >>> 0
      return state >>> 24
    }),
  )
}

export function md5(bytes: Uint8Array): FileDigest {
  return { kind: 'md5', hex: createHash('md5').update(bytes).digest('hex') }
}

/** Where the test's file goes, with what a run before it left there. */
export function place({ file, part }: { file?: Uint8Array; part?: Uint8Array } = {}): string {
  const place = path.join(temporaryDirectory(), 'weights.h5')
  if (file) writeFileSync(place, file)
  if (part) writeFileSync(`${place}.part`, part)
  return place
}

/** Downloads `content` with little patience. */
export function download(
  { url }: Served,
  file: string,
  options: Partial<Parameters<typeof downloadFile>[0]> = {},
) {
  return downloadFile({ url, file, digest: md5(content), acquireLock, ...quick, ...options })
}

/** The file is right, and nothing but the empty lock file is left beside it. */
export function expectDownloaded(file: string): void {
  expect(readFileSync(file).equals(content)).toBe(true)
  expect(readdirSync(path.dirname(file)).sort()).toEqual(['weights.h5', 'weights.h5.lock'])
}

/** Waits until the part holds so many bytes. */
export async function partHolds(file: string, length: number): Promise<void> {
  await expect
    .poll(() => statSync(`${file}.part`, { throwIfNoEntry: false })?.size, { interval: 5 })
    .toBe(length)
}
