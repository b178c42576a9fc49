/** What a store says of a request that it did not do. */
export type Refusal = { status: number; code: string; message: string }

export type ListedObjects = {
  objects: { key: string; size: number }[]
  /** What the next page is asked for with; null on the last one. */
  next: string | null
}

/** Reads an error document of S3; where there is none the status stands for the code. */
export function parseRefusal(status: number, statusText: string, body: string): Refusal {
  return {
    status,
    code: textOf(body, 'Code') ?? `${status} ${statusText}`.trim(),
    message: textOf(body, 'Message') ?? '',
  }
}

/** Reads a page of ListObjectsV2. @throws Error when it is not one. */
export function parseListing(body: string): ListedObjects {
  if (!/<ListBucketResult[\s>]/.test(body)) throw new Error('no listing of a bucket')
  const objects = [...body.matchAll(/<Contents>([^]*?)<\/Contents>/g)].map(([, content = '']) => {
    const key = textOf(content, 'Key')
    if (key === null) throw new Error('an object without a key')
    return { key, size: Number(textOf(content, 'Size') ?? 0) }
  })
  const isCut = textOf(body, 'IsTruncated') === 'true'
  const next = textOf(body, 'NextContinuationToken')
  if (isCut && next === null) throw new Error('a page of a listing without a way to the next')
  return { objects, next: isCut ? next : null }
}

/** The text of the first element of a name. */
function textOf(xml: string, name: string): string | null {
  const [, text] = new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml) ?? []
  return text === undefined ? null : decodeEntities(text)
}

const NAMED: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }
const LAST_CODE_POINT = 0x10ffff

function decodeEntities(text: string): string {
  return text.replace(/&(?:#x([0-9a-fA-F]+)|#(\d+)|(\w+));/g, (entity, hex, decimal, name) => {
    if (name !== undefined) return NAMED[name] ?? entity
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)
    return code <= LAST_CODE_POINT ? String.fromCodePoint(code) : entity
  })
}
