import type { z } from 'zod'
import { beginningOf } from '@/lib/text/cut-text'
import { MAX_BODY_BYTES } from './bounds'
import { ProblemError } from './problem'

/** So much of a wrong value is repeated, to say which one is meant. */
export const TOLD_LENGTH = 60

/**
 * Reads the query parameters of a request.
 *
 * @throws ProblemError 400 naming each parameter that is wrong, its value and what it must be.
 */
export function parseParameters<Schema extends z.ZodObject>(
  request: Request,
  schema: Schema,
): z.infer<Schema> {
  const parameters = new URL(request.url).searchParams
  const repeated = Object.keys(schema.shape).filter((name) => parameters.getAll(name).length > 1)
  const given = Object.fromEntries(parameters)
  const parsed = schema.safeParse(given)
  if (parsed.success && repeated.length === 0) return parsed.data
  const wrong = parsed.error?.issues.map((issue) => {
    const name = String(issue.path[0])
    return `${name} ${issue.message} (it is “${beginningOf(given[name] ?? '', TOLD_LENGTH)}”)`
  })
  const twice = repeated.map((name) => `${name} may be given once`)
  throw new ProblemError(400, `${[...new Set([...twice, ...(wrong ?? [])])].join('; ')}.`)
}

/**
 * Reads a request's JSON body.
 *
 * @throws ProblemError 400 naming all that is wrong with it, 413 when it is too long, 415 when it is said to be no JSON.
 */
export async function parseBody<Schema extends z.ZodType>(
  request: Request,
  schema: Schema,
): Promise<z.infer<Schema>> {
  if (!/^application\/json\b/i.test(request.headers.get('content-type') ?? '')) {
    throw new ProblemError(415, 'Send JSON, with the header content-type: application/json.')
  }
  const parsed = schema.safeParse(parseJson(await readBody(request)))
  if (parsed.success) return parsed.data
  const wrong = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'The body'} ${message}`)
  throw new ProblemError(400, `${[...new Set(wrong)].join('; ')}.`)
}

/**
 * Reads a request's body as text, and no more of it than is allowed, whatever it says of its length.
 *
 * @throws ProblemError 400 when it is cut off or not UTF-8, 413 when it is too long.
 */
export async function readBody(request: Request): Promise<string> {
  const bytes = await readBytes(request, MAX_BODY_BYTES)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new ProblemError(400, 'The body is not UTF-8.')
  }
}

/**
 * Reads a request's body, and no more of it than is allowed, whatever it says of its length.
 *
 * @throws ProblemError 400 when it is cut off, 413 when it is too long.
 */
export async function readBytes(request: Request, mostBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const tooLong = new ProblemError(413, `The body has more than ${mostBytes} bytes.`)
  if (Number(request.headers.get('content-length') ?? 0) > mostBytes) throw tooLong
  const chunks: Uint8Array[] = []
  let received = 0
  try {
    for await (const chunk of request.body ?? []) {
      received += chunk.byteLength
      if (received > mostBytes) break
      chunks.push(chunk)
    }
  } catch {
    throw new ProblemError(400, 'The body did not arrive as a whole.')
  }
  if (received > mostBytes) throw tooLong
  const bytes = new Uint8Array(received)
  let end = 0
  for (const chunk of chunks) {
    bytes.set(chunk, end)
    end += chunk.byteLength
  }
  return bytes
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new ProblemError(400, 'The body is not valid JSON.')
  }
}
