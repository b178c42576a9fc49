import { ProblemError } from './problem'
import { readBytes } from './read-request'

/** What a form has around its file: the names of its parts, and what is between them. */
export const AROUND_UPLOAD_BYTES = 16 * 1024

/** A file that a form sends. */
export type Upload = {
  /** The field that it is in. */
  field: string
  /** The most bytes that it may have. */
  mostBytes: number
  description: string
}

/**
 * Reads the file that a form has in a field, and no more of the form than is allowed, whatever it says of its length.
 *
 * @throws ProblemError 400 where there is no such file, 413 when it is too long, 415 when it comes in no form.
 */
export async function readUpload(
  request: Request,
  { field, mostBytes }: Upload,
): Promise<Uint8Array<ArrayBuffer>> {
  const type = request.headers.get('content-type') ?? ''
  if (!/^multipart\/form-data\b/i.test(type)) {
    throw new ProblemError(
      415,
      `Send the file in a form, in the field ${field}: content-type multipart/form-data, not “${type.slice(0, 60)}”.`,
    )
  }
  const body = await readBytes(request, mostBytes + AROUND_UPLOAD_BYTES)
  const files = (await parseForm(body, type)).getAll(field)
  const [file] = files
  if (file === undefined) throw new ProblemError(400, `The form has no file in a field ${field}.`)
  if (files.length > 1) throw new ProblemError(400, `The form has ${files.length} times ${field}; send one.`)
  if (typeof file === 'string')
    throw new ProblemError(400, `The field ${field} has a text in it, and no file.`)
  if (file.size > mostBytes) {
    throw new ProblemError(413, `The file has ${file.size} bytes; ${mostBytes} are read. Make it smaller.`)
  }
  return new Uint8Array(await file.arrayBuffer())
}

async function parseForm(body: Uint8Array<ArrayBuffer>, type: string): Promise<FormData> {
  try {
    return await new Response(body, { headers: { 'content-type': type } }).formData()
  } catch {
    throw new ProblemError(400, 'The form is damaged, or did not arrive as a whole.')
  }
}
