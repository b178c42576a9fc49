import { mkdir, readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import { type Download, downloadFile } from '@/lib/download/download'
import { isOwnNetwork } from '@/lib/download/public-hosts'
import { RefusedDownloadError } from '@/lib/download/transfer'
import { noTokenizerBeside, textHalfOf, TOKENIZER_CONFIG_FILE, TOKENIZER_FILE } from '@/lib/facts/text-half'
import { externalFilesOf } from '@/lib/numerics/onnx-model'
import { chooseEncoder, nearest } from './choose-encoder'
import {
  adviceOnToken,
  type Hub,
  type HubFile,
  hubHeaders,
  type HubPatience,
  type HubRepository,
} from './repository'

/** What is said of pictures beside a network. */
const CONFIGURATIONS = ['preprocessor_config.json', 'config.json']
/** Where huggingface.co has its files lie, by the ends of the hosts' names. */
const HUB_DOMAINS = ['huggingface.co', 'hf.co']

export type FetchOptions = Pick<Download, 'acquireLock' | 'signal' | 'stallMs'> & {
  hub: Hub
  patience: HubPatience
  repository: HubRepository
  /** The .onnx file to take, by its path in the repository, where it is not to be chosen. */
  file?: string
  /** Whether its half that reads words is left out, where it has one. */
  withoutWords?: boolean
  /** What has come is kept below it, for the next time, until `forgetDownloads`. */
  downloads: string
  onProgress?: (file: string, doneBytes: number, totalBytes: number) => void
}

/** Where an encoder's files are, laid out as in the repository. */
export type FetchedEncoder = {
  /** The .onnx file. */
  file: string
  /** Its path in the repository. */
  path: string
  /** The folder that stands for the repository. */
  root: string
  /** Why its half that reads words was left where it is, if it has one that cannot be used. */
  wordless: string | null
}

/**
 * Downloads the .onnx file of a repository that sees pictures, the files that its weights are in, what is said beside it of
 * pictures, and its half that reads words with its tokenizer, where it has one; each checked by its length and its digest. What is
 * here already is not downloaded again, and what was cut off is continued.
 *
 * @throws Error when there is no such file, which is meant cannot be told, its weights are not in the repository, or a
 *   download fails; what has come is kept
 */
export async function fetchEncoder(options: FetchOptions): Promise<FetchedEncoder> {
  const { repository, downloads } = options
  const root = path.join(repositoryFolder(downloads, repository.name), repository.commit)
  const chosen = chooseEncoder(repository, options.file)
  for (const name of CONFIGURATIONS) {
    const configuration = nearest(repository, name, chosen.path)
    if (configuration) await fetchFile(options, root, configuration)
  }
  const file = await fetchFile(options, root, chosen)
  for (const weights of await weightsOf(options, chosen, file)) await fetchFile(options, root, weights)
  const wordless = options.withoutWords ? null : await fetchTextHalf(options, root, chosen)
  return { file, path: chosen.path, root, wordless }
}

/** Downloads the half that reads words, if there is one; says why not where it could not be used. */
async function fetchTextHalf(options: FetchOptions, root: string, chosen: HubFile): Promise<string | null> {
  const { repository } = options
  const name = textHalfOf(path.posix.basename(chosen.path))
  const wanted = name && path.posix.join(path.posix.dirname(chosen.path), name)
  const half = repository.files.find((candidate) => candidate.path === wanted)
  if (!half) return null
  const tokenizer = nearest(repository, TOKENIZER_FILE, half.path)
  if (!tokenizer) return noTokenizerBeside(half.path)
  const settings = nearest(repository, TOKENIZER_CONFIG_FILE, half.path)
  for (const each of settings ? [tokenizer, settings] : [tokenizer]) await fetchFile(options, root, each)
  const file = await fetchFile(options, root, half)
  for (const weights of await weightsOf(options, half, file)) await fetchFile(options, root, weights)
  return null
}

/** Removes what was downloaded of a repository. */
export async function forgetDownloads(downloads: string, name: string): Promise<void> {
  await rm(repositoryFolder(downloads, name), { recursive: true, force: true })
}

/** Where what was downloaded of a repository lies. */
export function repositoryFolder(downloads: string, name: string): string {
  return path.join(downloads, 'hub', ...name.split('/'))
}

async function fetchFile(options: FetchOptions, root: string, wanted: HubFile): Promise<string> {
  const { hub, repository, patience, acquireLock, signal, stallMs, onProgress } = options
  const { size, digest } = wanted
  const file = path.join(root, wanted.path)
  if (!file.startsWith(root + path.sep)) {
    throw new Error(`The repository ${repository.name} names a file ${wanted.path}, which is outside of it.`)
  }
  const encoded = wanted.path.split('/').map(encodeURIComponent).join('/')
  await mkdir(path.dirname(file), { recursive: true })
  await downloadFile({
    url: `${hub.url}/${repository.name}/resolve/${repository.commit}/${encoded}`,
    file,
    digest,
    size,
    headers: hubHeaders(hub),
    mayRedirectTo: (target) => isOfHub(hub, target),
    ...patience,
    ...(stallMs !== undefined && { stallMs }),
    acquireLock,
    signal,
    onProgress: (done) => onProgress?.(wanted.path, done, size),
  }).catch((error: unknown) => {
    const isRefused = error instanceof RefusedDownloadError && [401, 403].includes(error.status)
    throw isRefused ? new Error(`${error.message} ${adviceOnToken(hub)}`, { cause: error }) : error
  })
  return file
}

/** Weights too large for one file are in others, named relative to it. What is no network is not kept. */
async function weightsOf(
  { repository: { name, files }, downloads }: FetchOptions,
  chosen: HubFile,
  file: string,
): Promise<HubFile[]> {
  const named = await readFile(file)
    .then(externalFilesOf)
    .catch(async (error) => {
      await forgetDownloads(downloads, name)
      const message = `${chosen.path} in ${name} is no ONNX file, or it is damaged (${error}).`
      throw new Error(message, { cause: error })
    })
  return named.map((external) => {
    const wanted = path.posix.join(path.posix.dirname(chosen.path), external)
    const found = files.find((candidate) => candidate.path === wanted)
    if (found) return found
    throw new Error(`${chosen.path} in ${name} has weights in ${external}, which is not in the repository.`)
  })
}

/**
 * Whether files of a hub may lie at an address: at hosts of huggingface.co, or below the hub's own, by https; and anywhere on
 * one's own network where the hub is there itself.
 */
function isOfHub(hub: Hub, target: URL): boolean {
  const { hostname } = new URL(hub.url)
  if (isOwnNetwork(hostname) && isOwnNetwork(target.hostname)) return true
  return (
    target.protocol === 'https:' &&
    [...HUB_DOMAINS, hostname].some(
      (domain) => target.hostname === domain || target.hostname.endsWith(`.${domain}`),
    )
  )
}
