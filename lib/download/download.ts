import { statSync } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { digestOfFile, type FileDigest, nameOfDigest } from './file-digest'
import { pauseMs } from './pause'
import { continuePart, type Transfer } from './transfer'

export type Download = {
  /** An http or https address. */
  url: string
  file: string
  /** Of the whole file, hexadecimal in lower case. */
  digest: FileDigest
  /** Bytes of the whole file, where they are known beforehand. */
  size?: number
  /** Headers for the address itself; another origin that it redirects to is not told them. */
  headers?: Record<string, string>
  /** Where a redirect is followed to; by default to https anywhere, or within the same origin. */
  mayRedirectTo?: (target: URL) => boolean
  /** Told of the bytes that are there, earlier processes' too; they fall back to 0 when it has to start over. */
  onProgress?: (doneBytes: number, totalBytes: number | undefined) => void
  /** Stops it at once; what has come is kept for the next time. */
  signal?: AbortSignal
  /** Without a byte for so long, the connection is given up and made anew. */
  stallMs?: number
  /** So many requests in a row may bring nothing new. */
  attempts?: number
  /** Takes a lock that one process at a time may have, on a file; null when another process has it. */
  acquireLock: (lockFile: string) => Promise<{ release(): Promise<void> } | null>
  /** The first pause between two requests; it doubles with each fruitless one. */
  backoffMs?: number
}

/**
 * Downloads one large file, unless it is there already with the right digest. It is complete at every instant: what
 * comes goes to `${file}.part`, which later requests and later processes continue, and is renamed once its digest is
 * right. If it is wrong, the part is dropped and downloaded once more from zero. No ETag is kept beside the part:
 * the digest is known beforehand and so also finds a part that was begun from another version of the file.
 *
 * One process at a time writes the part: it holds a lock on `${file}.lock`, which the operating system drops with
 * the process, however that ends. The empty file stays, since removing a lock file lets two processes hold it.
 *
 * @throws Error when the server refuses, cannot be reached or brings nothing new over all attempts; when the digest
 * is wrong twice (nothing is kept then); when another process is downloading the file; or when it cannot be written
 * @throws the signal's reason when that stopped it
 */
export async function downloadFile({
  url,
  file,
  digest,
  attempts = 5,
  backoffMs = 1000,
  stallMs = 30_000,
  acquireLock,
  ...rest
}: Download): Promise<{ source: 'file' | 'downloaded' }> {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new Error(`${url} cannot be downloaded: it is not an http or https address.`)
  }
  const { signal } = rest
  try {
    if ((await digestOfFile(file, digest.kind, signal)) === digest.hex) return { source: 'file' }
    const lock = await acquireLock(`${file}.lock`)
    if (!lock) throw new Error(`${file} is being downloaded by another process. Wait until it has ended.`)
    try {
      const transfer = { url, part: `${file}.part`, stallMs, ...rest }
      await completeRightPart(transfer, digest, { attempts, backoffMs })
      await moveWhole(transfer.part, file)
    } finally {
      await lock.release()
    }
  } catch (error) {
    signal?.throwIfAborted()
    // All that goes wrong on the network is caught where it happens, so a code is the file system's.
    if (!(error instanceof Error) || !('code' in error)) throw error
    throw new Error(
      `${file} cannot be written (${error.message}). See that its folder can be written and has space for it.`,
      { cause: error },
    )
  }
  return { source: 'downloaded' }
}

type Patience = { attempts: number; backoffMs: number }

async function completeRightPart(
  transfer: Transfer,
  { kind, hex }: FileDigest,
  patience: Patience,
): Promise<void> {
  const { url, part, size, signal } = transfer
  for (const lastTime of [false, true]) {
    await completePart(transfer, patience)
    const found = await digestOfFile(part, kind, signal)
    if (found === hex) return
    const length = lengthOf(part)
    await rm(part)
    if (lastTime) {
      const named = nameOfDigest(kind)
      throw new Error(
        `${url} twice gave a wrong file: ${length} bytes with ${named} ${found}, ` +
          `where ${size === undefined ? '' : `${size} bytes with `}${named} ${hex} was expected. Nothing of it is kept.`,
      )
    }
  }
}

async function completePart(transfer: Transfer, { attempts, backoffMs }: Patience): Promise<void> {
  const { url, part, signal } = transfer
  let furthest = lengthOf(part)
  let fruitless = 0
  for (;;) {
    const interruption = await continuePart(transfer)
    if (!interruption) return
    signal?.throwIfAborted()
    const length = lengthOf(part)
    fruitless = length > furthest ? 0 : fruitless + 1
    furthest = Math.max(furthest, length)
    if (fruitless >= attempts) {
      throw new Error(
        `${url} could not be downloaded: ${interruption.reason}. Nothing new came in ${fruitless} attempts` +
          (length > 0 ? `; the next run goes on from the ${length} bytes in ${part}.` : '.'),
      )
    }
    await sleep(pauseMs(fruitless, backoffMs, interruption.askedMs), undefined, { signal })
  }
}

async function moveWhole(part: string, file: string): Promise<void> {
  const handle = await open(part, 'r+')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(part, file)
}

function lengthOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0
}
