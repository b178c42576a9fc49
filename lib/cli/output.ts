import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import {
  accessSync,
  constants,
  createReadStream,
  createWriteStream,
  lstatSync,
  readlinkSync,
  realpathSync,
  type Stats,
  statSync,
  type WriteStream,
} from 'node:fs'
import { chmod, chown, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import type { Writable } from 'node:stream'
import { finished, pipeline } from 'node:stream/promises'
import { usualFileMode } from '@/lib/facts/private-files'
import { isReaderGone } from './broken-pipes.mjs'
import { UserError } from './command'

type Lines = Iterable<string> | AsyncIterable<string>

const CHUNK = 1 << 16
const STANDARD_OUTPUT = ['/dev/stdout', '/dev/fd/1', '/proc/self/fd/1']
const MOST_LINKS = 40

/**
 * Writes lines as fast as they are read: to standard output when no file is named, else to the file. A regular file
 * appears whole or not at all, with the permissions that it had; through a link its target is written. Into a pipe or a
 * device they are written straight.
 *
 * @returns how many lines were written; null when whoever read them had enough
 * @throws UserError when the file cannot be written; it is then as it was
 */
export async function writeLines(lines: Lines, file: string | undefined): Promise<number | null> {
  if (file === undefined || STANDARD_OUTPUT.includes(file)) return pour(lines, process.stdout)
  try {
    const { target, isOfSystem, there } = findTarget(file)
    // A file of several names would keep what it has under the others.
    const isReplaced = there === undefined || (there.isFile() && there.nlink === 1 && !isOfSystem)
    return await (isReplaced ? replace(lines, target, there) : pourInto(await openToWrite(target), lines))
  } catch (error) {
    throw cannotBeWritten(file, error)
  }
}

/**
 * Finds out before long work whether `writeLines` will be able to write a file, as far as that can be told.
 *
 * @throws UserError as `writeLines` would
 */
export function checkWritable(file: string): void {
  if (STANDARD_OUTPUT.includes(file)) return
  try {
    const { target, there } = findTarget(file)
    // A file may be replaced where its folder may be written, and written into where it may itself.
    const isWritable = there !== undefined && mayWrite(target)
    if (!isWritable) accessSync(path.dirname(target), constants.W_OK)
  } catch (error) {
    throw cannotBeWritten(file, error)
  }
}

function mayWrite(target: string): boolean {
  try {
    accessSync(target, constants.W_OK)
    return true
  } catch {
    return false
  }
}

function cannotBeWritten(file: string, error: unknown): UserError {
  return new UserError(`${file} cannot be written: ${reasonOf(error)}`, { cause: error })
}

/** What is to be written, and what is there already. @throws Error when that is a folder */
function findTarget(file: string): { target: string; isOfSystem: boolean; there: Stats | undefined } {
  const found = followLinks(file)
  const there = statSync(found.target, { throwIfNoEntry: false })
  if (there?.isDirectory()) throw new Error('it is a folder. Name a file in it.')
  return { ...found, there }
}

/** Follows links, also one whose target is not there yet; those of the system lead to what has no place in a folder. */
function followLinks(file: string): { target: string; isOfSystem: boolean } {
  let target = path.resolve(file)
  for (let links = 0; links < MOST_LINKS; links++) {
    if (!lstatSync(target, { throwIfNoEntry: false })?.isSymbolicLink()) return { target, isOfSystem: false }
    if (/^\/(?:proc|dev)\//.test(target)) return { target, isOfSystem: true }
    target = path.resolve(realpathSync(path.dirname(target)), readlinkSync(target))
  }
  throw new Error('its links lead round in a circle.')
}

async function replace(lines: Lines, target: string, there: Stats | undefined): Promise<number | null> {
  const mayWriteInto = (error: unknown) => there !== undefined && CANNOT_REPLACE.includes(codeOf(error))
  const temporary = `${target}.${randomUUID()}.part`
  let stream
  try {
    stream = await openToWrite(temporary, { flags: 'wx', flush: true })
  } catch (error) {
    if (!mayWriteInto(error)) throw error
    return pourInto(await openToWrite(target), lines)
  }
  try {
    const count = await pourInto(stream, lines)
    await chmod(temporary, there ? there.mode & 0o7777 : usualFileMode())
    // Only root may give a file away; whoever else writes it owns it then.
    if (there) await chown(temporary, there.uid, there.gid).catch(() => {})
    try {
      await rename(temporary, target)
    } catch (error) {
      if (!mayWriteInto(error)) throw error
      await pipeline(createReadStream(temporary), createWriteStream(target))
    }
    return count
  } finally {
    await rm(temporary, { force: true })
  }
}

/** What putting another file in the place of one fails with where writing into it need not: a mount point, say. */
const CANNOT_REPLACE = ['EBUSY', 'EXDEV', 'EACCES', 'EPERM', 'EROFS', 'ETXTBSY']

async function openToWrite(
  file: string,
  options: { flags?: string; flush?: boolean } = {},
): Promise<WriteStream> {
  const stream = createWriteStream(file, options)
  await once(stream, 'open')
  // Told of by the write that meets it.
  return stream.on('error', () => {})
}

async function pourInto(stream: WriteStream, lines: Lines): Promise<number | null> {
  const count = await pour(lines, stream)
  if (count === null) return null
  stream.end()
  await finished(stream)
  return count
}

/** Writes on only when what was written is taken, whatever the stream holds back. */
async function pour(lines: Lines, stream: Writable): Promise<number | null> {
  const write = (text: string) =>
    new Promise<void>((resolve, reject) => stream.write(text, (error) => (error ? reject(error) : resolve())))
  let count = 0
  let buffer = ''
  try {
    for await (const line of lines) {
      buffer += `${line}\n`
      count++
      if (buffer.length < CHUNK) continue
      await write(buffer)
      buffer = ''
    }
    if (buffer !== '') await write(buffer)
    return count
  } catch (error) {
    // Of standard output whoever runs the command is told.
    const isTold = stream === process.stdout && error instanceof Error && 'syscall' in error
    if (isReaderGone(error) || isTold) return null
    throw error
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}

function reasonOf(error: unknown): string {
  return REASONS[codeOf(error)] ?? (error instanceof Error ? error.message : String(error))
}

const REASONS: Record<string, string> = {
  ENOENT: 'its folder does not exist (ENOENT). Make it first.',
  ENOTDIR: 'what should be its folder is a file (ENOTDIR).',
  EACCES: 'this user may not write there (EACCES).',
  EPERM: 'this user may not write there (EPERM).',
  EROFS: 'the disk is mounted for reading only (EROFS).',
  ENOSPC: 'the disk is full (ENOSPC). What was there before is still there.',
  ENXIO: 'nothing can be written into what is there (ENXIO): a socket, say.',
}
