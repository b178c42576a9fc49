import type { z } from 'zod'
import { MAX_BODY_BYTES } from './bounds'
import { parseBody, parseParameters } from './read-request'
import { AROUND_UPLOAD_BYTES, readUpload, type Upload } from './read-upload'

/** Who may call an endpoint: `admin` needs a session. */
export type Access = 'anybody' | 'admin'

/** An answer as OpenAPI describes it, with a schema of zod in its place. */
type DescribedAnswer = { description: string; content: Record<string, { schema: z.ZodType }> }

/** What there is to say of an endpoint, besides what follows from its method, address and access. */
export type Operation = {
  operationId: string
  summary: string
  /** Reads the parts of the address in braces; of one that cannot be, it throws what is answered then. */
  parts?: z.ZodObject
  query?: z.ZodObject
  /** Of JSON. */
  body?: z.ZodType
  /** A file in a form, in place of a body of JSON. */
  upload?: Upload
  /** By status: the lowest is that of what is returned. A text alone says what an answer without content or an error means. */
  answers: Record<number, string | DescribedAnswer>
}

/** One method of one address. */
export type Endpoint = {
  method: string
  /** A part in braces stands for any one part: `/api/models/{uid}`. */
  path: string
  access: Access
  /** Whether an answer that is a success holds until the catalogue changes. */
  isKept: boolean
  /** How many bytes a body may have. */
  mostBytes?: number
  /** Null for what openapi.json leaves out. */
  operation: Operation | null
  /**
   * @param parts those of the address that stand in braces, decoded
   * @param sessionId the admin's; empty where anybody may call
   * @throws ProblemError for what cannot be answered
   */
  respond(request: Request, parts: Record<string, string>, sessionId: string): Promise<Response>
}

/** What is said of an endpoint where it is handled. */
type Declaration<Parts extends z.ZodObject, Query extends z.ZodObject, Body extends z.ZodType> = Operation & {
  /** Method and address. */
  route: `${'GET' | 'POST' | 'PATCH' | 'DELETE'} ${string}`
  /** By default the admin's alone. */
  access?: Access
  isKept?: boolean
  parts?: Parts
  query?: Query
  body?: Body
  /** Returns what is sent as JSON, or nothing, or the whole answer. */
  respond(call: {
    request: Request
    sessionId: string
    parts: z.infer<Parts>
    query: z.infer<Query>
    body: z.infer<Body>
    /** Reads the file: until then it may be refused unread. */
    upload: () => Promise<Uint8Array<ArrayBuffer>>
  }): unknown
}

/** Makes an endpoint of what is declared of it: what its schemas make of a request is handed to its handler. */
export function endpoint<Parts extends z.ZodObject, Query extends z.ZodObject, Body extends z.ZodType>(
  declaration: Declaration<Parts, Query, Body>,
): Endpoint
export function endpoint({
  route,
  access = 'admin',
  isKept = false,
  respond,
  ...operation
}: Declaration<z.ZodObject, z.ZodObject, z.ZodType>): Endpoint {
  const { parts, query, body, upload, answers } = operation
  const [method = '', path = ''] = route.split(' ')
  const status = Number(Object.keys(answers)[0])
  return {
    method,
    path,
    access,
    isKept,
    mostBytes: upload ? upload.mostBytes + AROUND_UPLOAD_BYTES : MAX_BODY_BYTES,
    operation,
    async respond(request, given, sessionId) {
      const answer = await respond({
        request,
        sessionId,
        parts: parts?.parse(given) ?? {},
        query: query ? parseParameters(request, query) : {},
        body: body && (await parseBody(request, body)),
        upload: async () => (upload ? readUpload(request, upload) : new Uint8Array(0)),
      })
      if (answer instanceof Response) return answer
      const headers = { 'cache-control': access === 'admin' ? 'no-store' : 'no-cache' }
      if (answer === undefined) return new Response(null, { status, headers })
      return Response.json(answer, { status, headers })
    },
  }
}

/** An answer in JSON. */
export const json = (schema: z.ZodType, description: string, type = 'application/json'): DescribedAnswer => ({
  description,
  content: { [type]: { schema } },
})
