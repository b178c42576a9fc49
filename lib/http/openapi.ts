import { z } from 'zod'
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi'
import { type Endpoint, json, type Operation } from './endpoint'
import { PROBLEM_TYPE } from './problem'
import type { Upload } from './read-upload'

const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string().describe('What was wrong and what to do, for a person'),
  })
  .meta({ id: 'Problem', description: 'An error, as RFC 9457 problem details' })

/**
 * The HTTP API as an OpenAPI 3.1 document, made of what the endpoints themselves read and answer with.
 *
 * @param sessionCookie what is asked for where the admin alone may call
 * @param siteUrl what the site is called, where that is known
 */
export function openApiDocument(endpoints: readonly Endpoint[], sessionCookie: string, siteUrl?: URL) {
  const paths: ZodOpenApiPathsObject = {}
  for (const { operation, path, method, access } of endpoints) {
    if (!operation) continue
    const { operationId, summary, parts, query, body, upload, answers } = operation
    const responses = Object.entries({ ...impliedAnswers(method, access, operation), ...answers }).map(
      ([status, answer]) => [status, responseOf(Number(status), answer)],
    )
    const described: ZodOpenApiOperationObject = {
      operationId,
      summary,
      requestParams: { ...(parts && { path: parts }), ...(query && { query }) },
      responses: Object.fromEntries(responses),
    }
    if (access === 'admin') described.security = [{ session: [] }]
    if (body) described.requestBody = { required: true, content: { 'application/json': { schema: body } } }
    if (upload) described.requestBody = uploadOf(upload)
    paths[path] = { ...paths[path], [method.toLowerCase()]: described }
  }
  return createDocument({
    openapi: '3.1.0',
    // Relative to where this document is read, unless it is known what the site is called.
    servers: [{ url: siteUrl?.origin ?? '/' }],
    info: {
      title: 'Rec-a-Sketch',
      version: '1',
      description: 'A catalogue of 3D models and, for each of them, the ones that look like it.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    paths,
    components: { securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: sessionCookie } } },
  })
}

function uploadOf({ field, description }: Upload): ZodOpenApiOperationObject['requestBody'] {
  const file = z.string().meta({ format: 'binary', description })
  return { required: true, content: { 'multipart/form-data': { schema: z.object({ [field]: file }) } } }
}

/** What is refused wherever there is something to be wrong. */
function impliedAnswers(
  method: Endpoint['method'],
  access: Endpoint['access'],
  { query, body, upload }: Operation,
): Operation['answers'] {
  const answers: Operation['answers'] = {}
  if (query) answers[400] = 'A parameter is wrong'
  if (body) Object.assign(answers, { 400: 'The body is wrong', 415: 'The body is no JSON' })
  if (upload)
    Object.assign(answers, {
      400: 'The form, or its file, is wrong',
      413: 'The file is too large',
      415: 'It is no form',
    })
  if (access === 'admin') answers[401] = 'No session: log in first'
  if (method !== 'GET') answers[403] = 'Asked for by another site’s page'
  return answers
}

function responseOf(status: number, answer: Operation['answers'][number]) {
  if (typeof answer !== 'string') return answer
  return status < 400 ? { description: answer } : json(problemSchema, answer, PROBLEM_TYPE)
}
