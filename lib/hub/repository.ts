import { z } from 'zod'
import type { FileDigest } from '@/lib/download/file-digest'
import { politeClient } from '@/lib/download/polite-client'
import { isOwnNetwork } from '@/lib/download/public-hosts'

/** A Hugging Face hub, or what stands in for one. */
export type Hub = {
  /** Without a slash at the end. */
  url: string
  token: string | undefined
}

/** A file of a repository: its path there, its length in bytes, and what it is told by. */
export type HubFile = { path: string; size: number; digest: FileDigest }

/** What a repository holds at one commit. */
export type HubRepository = {
  /** OWNER/NAME */
  name: string
  /** The commit, hexadecimal. */
  commit: string
  files: readonly HubFile[]
}

/** Patience with the hub: requests for one thing, and the first pause between them. */
export type HubPatience = { attempts: number; backoffMs: number }

const TIMEOUT_MS = 30_000
/** A description has some 150 bytes a file. */
const MOST_BYTES = 32_000_000
const NAME = /^[A-Za-z0-9][\w.-]*\/[A-Za-z0-9][\w.-]*$/

const file = z.object({
  rfilename: z.string().min(1),
  size: z.number().int().nonnegative(),
  blobId: z.string().regex(/^[0-9a-f]{40}$/),
  lfs: z
    .object({ size: z.number().int().nonnegative(), sha256: z.string().regex(/^[0-9a-f]{64}$/) })
    .nullish(),
})
const description = z.object({
  sha: z.string().regex(/^[0-9a-f]{40,64}$/),
  siblings: z.array(file),
})

/** Whether a text names a repository: OWNER/NAME. */
export function isRepositoryName(text: string): boolean {
  return NAME.test(text) && !text.includes('..')
}

/**
 * Asks a hub for what a repository of models holds at a revision, by the API that huggingface.co documents
 * (`GET /api/models/OWNER/NAME/revision/REVISION?blobs=true`).
 *
 * @param revision a branch, a tag or a commit; the answer names the commit, so that whatever is read later is of that one
 * @throws Error when there is no such repository or revision, when it may not be read, or when the hub cannot be reached
 *   or answers with something else
 */
export async function readRepository(
  hub: Hub,
  name: string,
  revision: string,
  { attempts, backoffMs }: HubPatience,
  signal?: AbortSignal,
): Promise<HubRepository> {
  const { origin, hostname } = new URL(hub.url)
  const address = `${hub.url}/api/models/${name}/revision/${encodeURIComponent(revision)}?blobs=true`
  const client = politeClient({
    userAgent: 'rec-a-sketch',
    requestsPerSecond: 5,
    timeoutMs: TIMEOUT_MS,
    attempts,
    backoffMs,
    maxRequests: 50,
    signal,
  })
  const reply = await client.get({
    address,
    headers: hubHeaders(hub),
    maxBytes: MOST_BYTES,
    // A repository that was renamed is redirected to within the hub; nobody else is told the token.
    isAllowed: (target) => new URL(target).origin === origin,
    mayBePrivate: isOwnNetwork(hostname),
  })
  switch (reply.kind) {
    case 'found':
      return { name, ...parseDescription(address, reply.body) }
    case 'refused':
      throw new Error(refusal(hub, name, revision, reply.status, reply.headers['x-error-code']))
    case 'failed':
      throw new Error(
        `${address} could not be read: ${reply.reason}. ` +
          (reply.isTemporary ? 'Try again later, or s' : 'S') +
          'ee that HF_ENDPOINT is the address of a hub.',
      )
  }
}

/** What a hub is told of who asks. */
export function hubHeaders({ token }: Hub): Record<string, string> {
  return token === undefined ? {} : { Authorization: `Bearer ${token}` }
}

/** What is to be done where a hub does not let a repository be read. */
export function adviceOnToken({ token }: Hub): string {
  return token === undefined
    ? 'See that the name is right. If it is private, or its page asks for consent, set HF_TOKEN to a token that may read it.'
    : 'See that the name is right, that its page has your consent if it asks for one, and that the token in HF_TOKEN may read it.'
}

function parseDescription(address: string, body: Buffer): Omit<HubRepository, 'name'> {
  try {
    const { sha, siblings } = description.parse(JSON.parse(body.toString('utf8')))
    return { commit: sha, files: siblings.map(fileOf) }
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : String(error)
    throw new Error(
      `${address} did not answer as a hub does (${why}). See that HF_ENDPOINT is the address of a hub.`,
      { cause: error },
    )
  }
}

/** Of what is in LFS, `blobId` is the pointer's. */
function fileOf({ rfilename, size, blobId, lfs }: z.infer<typeof file>): HubFile {
  if (lfs) return { path: rfilename, size: lfs.size, digest: { kind: 'sha256', hex: lfs.sha256 } }
  return { path: rfilename, size, digest: { kind: 'git', hex: blobId } }
}

function refusal(
  hub: Hub,
  name: string,
  revision: string,
  status: number,
  code: string | string[] | undefined,
): string {
  const where = `${new URL(hub.url).host} answered ${status}`
  if (status === 401 || status === 403) {
    return `There is no repository ${name}, or it may not be read (${where}). ${adviceOnToken(hub)}`
  }
  if (code === 'RevisionNotFound') {
    return `The repository ${name} has no revision ${revision} (${where}). Give a branch, a tag or a commit of it: --revision NAME`
  }
  if (status === 404) {
    return `There is no repository ${name}, or it has no revision ${revision} (${where}). ${adviceOnToken(hub)}`
  }
  return `The repository ${name} could not be read: ${where}. See that HF_ENDPOINT is the address of a hub.`
}
