import path from 'node:path'
import { acquireLock } from '@/lib/database/database'
import type { EncoderDescription } from '@/lib/embedding/encoder-descriptions'
import { env } from '@/lib/facts/env'
import { type FetchedEncoder, fetchEncoder, forgetDownloads, repositoryFolder } from '@/lib/hub/fetch-encoder'
import { type Hub, isRepositoryName, readRepository } from '@/lib/hub/repository'
import { type DetectedEncoder, detectEncoder } from '@/lib/networks/reading/detect-encoder'
import { interruptSignal, InvalidArgumentError, UserError } from './command'
import { progressOfPieces } from './progress'
import { typedPath } from './typed-path'

/** Where a network is: a file here, or one of a repository on the hub. */
export type NetworkFlags = { file?: string; hub?: string; revision?: string; words: boolean }

/** A network that is here, and what its files tell. */
export type LocatedNetwork = {
  /** What it is called where it comes from. */
  name: string
  detected: DetectedEncoder
  source: EncoderDescription['source']
}

const PATIENCE = { attempts: 5, backoffMs: 1000 }
const MEGABYTE = 1e6

/** Parses the flag `--hub`. */
export function parseRepository(text: string): string {
  if (isRepositoryName(text)) return text
  throw new InvalidArgumentError('It must be OWNER/NAME, as in the address of its page.')
}

/**
 * Finds the network that is meant, downloading it where it is on the hub. What was downloaded and is no encoder is not kept.
 *
 * @throws UserError when none is named; what `readRepository`, `fetchEncoder` and `detectEncoder` throw
 */
export async function locateNetwork({ file, hub, revision, words }: NetworkFlags): Promise<LocatedNetwork> {
  if (hub === undefined) {
    if (file === undefined) throw new UserError('Which network? Say --file PATH, or --hub OWNER/NAME.')
    if (revision !== undefined)
      throw new UserError('--revision is one of a repository: say --hub OWNER/NAME.')
    const here = typedPath(file)
    return { name: nameOf(here), detected: await detectEncoder(here), source: undefined }
  }
  const { commit, wordless, ...fetched } = await download(hub, revision ?? 'main', { file, words })
  const found = await detectEncoder(fetched.file, fetched.root).catch(async (error: unknown) => {
    await forgetDownloads(downloadsFolder(), hub)
    throw error
  })
  const detected = wordless === null ? found : { ...found, textHalf: { why: wordless } }
  const source = { hub: env().hubUrl, repository: hub, commit, file: fetched.path }
  return { name: path.posix.basename(hub), detected, source }
}

/** Removes what was downloaded of a network, once it was added. */
export async function forgetNetwork({ hub }: Pick<NetworkFlags, 'hub'>): Promise<void> {
  if (hub !== undefined) await forgetDownloads(downloadsFolder(), hub)
}

/** Says with an error where that is which was downloaded, since it is kept for the next try. */
export function throwWithDownload({ hub }: Pick<NetworkFlags, 'hub'>, error: unknown): never {
  if (hub === undefined || !(error instanceof Error)) throw error
  const kept = repositoryFolder(downloadsFolder(), hub)
  throw new Error(
    `${error.message}\nWhat was downloaded is kept in ${kept} for another try; delete it if there is none.`,
    {
      cause: error,
    },
  )
}

function nameOf(file: string): string {
  const { name, dir, base } = path.parse(file)
  return base === 'model.json' ? path.basename(dir) : name
}

function downloadsFolder(): string {
  return path.join(env().dataDir, 'downloads')
}

async function download(
  name: string,
  revision: string,
  { file, words }: Pick<NetworkFlags, 'file' | 'words'>,
): Promise<FetchedEncoder & { commit: string }> {
  const { hubUrl: url, hubToken: token } = env()
  const hub: Hub = { url, token }
  const signal = interruptSignal()
  const repository = await readRepository(hub, name, revision, PATIENCE, signal)
  const { commit } = repository
  console.log(`${name} is at commit ${commit}.`)
  const progress = progressOfPieces()
  const fetched = await fetchEncoder({
    hub,
    patience: PATIENCE,
    repository,
    file,
    withoutWords: !words,
    downloads: downloadsFolder(),
    acquireLock,
    signal,
    onProgress: (part, done, total) => {
      // What is small is there before it could be shown.
      if (total >= MEGABYTE)
        progress.show(`Downloading ${part}, megabytes`, inMegabytes(done), inMegabytes(total))
    },
  }).finally(progress.stop)
  return { ...fetched, commit }
}

function inMegabytes(bytes: number): number {
  return Math.round(bytes / MEGABYTE)
}
