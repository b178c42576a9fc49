import { createHash } from 'node:crypto'
import { open, readdir, readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import type { DenseMatrix } from '@/lib/numerics/matrix-product'
import type { LikeFactors } from '@/lib/recommending/als'
import { writeWhole } from '@/lib/storage/write-whole'

/** How far learning from likes had come. */
export type Learned = { done: number; factors: LikeFactors }

/** What is learned from, and by what, as a digest, and how large that makes the factors. */
export type Learning = { digest: string; users: number; models: number; factors: number }

const headSchema = z.strictObject({
  digest: z.string(),
  done: z.int().positive(),
  users: z.int(),
  models: z.int(),
  factors: z.int(),
  /** Of the factors. */
  sha256: z.string(),
})

const FILE = 'likes-learning.bin'

const fileOf = (dataDir: string) => path.join(dataDir, FILE)

/**
 * Keeps how far learning has come, so that whoever is interrupted goes on from there: one line of JSON, then the factors of users and of
 * models, float32. The file is there as a whole, or that of before.
 */
export async function saveLearned(
  dataDir: string,
  learning: Learning,
  { done, factors }: Learned,
): Promise<void> {
  const parts = [factors.users, factors.models].map(bytesOf)
  const head: z.infer<typeof headSchema> = { ...learning, done, sha256: hashOf(parts) }
  await writeWhole(fileOf(dataDir), async (temporary) => {
    const file = await open(temporary, 'wx')
    try {
      for (const part of [Buffer.from(`${JSON.stringify(head)}\n`), ...parts]) await file.writeFile(part)
    } finally {
      await file.close()
    }
  })
}

/** How far learning of the same had come when it was kept last; null when it was not, or the file is damaged. */
export async function readLearned(dataDir: string, learning: Learning): Promise<Learned | null> {
  const bytes = await readFile(fileOf(dataDir)).catch(() => null)
  const end = bytes?.indexOf('\n') ?? -1
  if (!bytes || end === -1) return null
  const head = headSchema.safeParse(jsonOf(bytes.subarray(0, end).toString()))
  if (!head.success) return null
  const { done, sha256, digest, users, models, factors } = head.data
  const isSame =
    digest === learning.digest &&
    users === learning.users &&
    models === learning.models &&
    factors === learning.factors
  const numbers = bytes.subarray(end + 1)
  if (!isSame || numbers.length !== 4 * factors * (users + models) || hashOf([numbers]) !== sha256)
    return null
  const matrixAt = (start: number, rows: number): DenseMatrix => ({
    rows,
    columns: factors,
    data: new Float32Array(
      new Uint8Array(numbers.subarray(4 * factors * start, 4 * factors * (start + rows))).buffer,
    ),
  })
  return { done, factors: { users: matrixAt(0, users), models: matrixAt(users, models) } }
}

/** Removes what was kept, whatever of, and what of it was never whole. */
export async function forgetLearned(dataDir: string): Promise<void> {
  const names = await readdir(dataDir).catch((): string[] => [])
  for (const name of names) if (name.startsWith(FILE)) await rm(path.join(dataDir, name), { force: true })
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function bytesOf({ data: { buffer, byteOffset, byteLength } }: DenseMatrix): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength)
}

function hashOf(parts: readonly Uint8Array[]): string {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest('hex')
}
