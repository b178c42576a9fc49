import { expect } from 'vitest'
import { z } from 'zod'
import { ask } from './admin-fixture'

const operation = z.object({
  security: z.unknown().optional(),
  requestBody: z.unknown().optional(),
  responses: z.record(
    z.string(),
    z.object({ content: z.record(z.string(), z.object({ schema: z.looseObject({}) })).optional() }),
  ),
})
const openApi = z.object({
  paths: z.record(z.string(), z.record(z.string(), operation)),
  components: z.object({ schemas: z.record(z.string(), z.looseObject({})) }),
})

export type Operation = { path: string; method: string; declared: z.infer<typeof operation> }

/** What the OpenAPI document declares, and comparisons of answers with it. */
export async function readDeclared() {
  const text = await (await ask('GET', '/api/openapi.json')).text()
  const { paths, components } = openApi.parse(
    // The checker knows references of plain JSON Schema only.
    JSON.parse(text.replaceAll('#/components/schemas/', '#/$defs/')),
  )

  /** Expects that the status and the type of an answer are declared. */
  function declaredFor({ declared }: Operation, answer: Response) {
    const response = declared.responses[answer.status] ?? expect.fail(`${answer.status} is not declared`)
    const [[type, { schema }] = ['', { schema: {} }]] = Object.entries(response.content ?? {})
    expect(answer.headers.get('content-type') ?? '').toBe(type)
    return { type, schema: z.fromJSONSchema({ ...schema, $defs: components.schemas }) }
  }

  return {
    operations: Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, declared]): Operation => ({
        path,
        method: method.toUpperCase(),
        declared,
      })),
    ),

    /** Expects of an answer what is declared of it. */
    async expectDeclared(asked: Operation, answer: Response): Promise<void> {
      const { type, schema } = declaredFor(asked, answer)
      const body = await answer.text()
      if (type.endsWith('json')) schema.parse(JSON.parse(body))
      else if (type === '') expect(body).toBe('')
    },

    /** The same of one that must be JSON. Returns its schema. */
    async expectJson(method: string, path: string, answer: Response) {
      const declared = paths[path]?.[method.toLowerCase()] ?? expect.fail(`${method} ${path} is not declared`)
      const { type, schema } = declaredFor({ path, method, declared }, answer)
      expect(type).toMatch(/json$/)
      schema.parse(await answer.json())
      return schema
    },
  }
}
