import { beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { adminSite, ask, cookieFrom, PASSWORD } from './admin-fixture'

await adminSite()

const operation = z.object({
  security: z.unknown().optional(),
  requestBody: z.unknown().optional(),
  responses: z.record(
    z.string(),
    z.object({ content: z.record(z.string(), z.object({ schema: z.looseObject({}) })).optional() }),
  ),
})
const { paths, components } = z
  .object({
    paths: z.record(z.string(), z.record(z.string(), operation)),
    components: z.object({ schemas: z.record(z.string(), z.looseObject({})) }),
  })
  // The checker knows references of plain JSON Schema only.
  .parse(
    JSON.parse(
      (await (await ask('GET', '/api/openapi.json')).text()).replaceAll('#/components/schemas/', '#/$defs/'),
    ),
  )
const operations = Object.entries(paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, declared]) => ({ path, method: method.toUpperCase(), declared })),
)

let cookie = ''
beforeAll(async () => {
  cookie = cookieFrom(await ask('POST', '/api/session', { body: { password: PASSWORD } }))
})

/** Asks as declared or not, and compares the answer with what is declared. */
async function expectDeclared(
  { path, method, declared }: (typeof operations)[number],
  options: Parameters<typeof ask>[2],
  query = '',
): Promise<number> {
  const answer = await ask(method, `${path.replaceAll(/\{\w+\}/g, '7')}${query}`, options)
  const response = declared.responses[answer.status] ?? expect.fail(`${answer.status} is not declared`)
  const text = await answer.text()
  const [[type, { schema }] = ['', { schema: {} }]] = Object.entries(response.content ?? {})
  expect(answer.headers.get('content-type') ?? '').toBe(type)
  if (type.endsWith('json'))
    z.fromJSONSchema({ ...schema, $defs: components.schemas }).parse(JSON.parse(text))
  else if (type === '') expect(text).toBe('')
  return answer.status
}

const isForAdmin = ({ declared }: (typeof operations)[number]) => declared.security !== undefined
const bodyOf = ({ declared }: (typeof operations)[number]) =>
  declared.requestBody === undefined ? {} : { body: { nonsense: true } }

describe('answers as it is declared', () => {
  it.each(operations)('$method $path, whoever asks', async (one) => {
    const status = await expectDeclared(one, bodyOf(one))
    if (isForAdmin(one)) expect(status).toBe(401)
  })

  // What is active is followed without end.
  it.each(operations.filter((one) => isForAdmin(one) && one.path !== '/api/index-runs/events'))(
    '$method $path, where the admin asks',
    async (one) => {
      expect(await expectDeclared(one, { ...bodyOf(one), cookie })).not.toBe(401)
    },
  )

  it.each(operations.filter(({ method }) => method !== 'GET'))(
    '$method $path, where another site’s page asks',
    async (one) => {
      const headers = { origin: 'https://evil.example' }
      expect(await expectDeclared(one, { ...bodyOf(one), cookie, headers })).toBe(403)
    },
  )

  it.each(operations.filter(({ method, declared }) => method === 'GET' && declared.responses[400]))(
    '$method $path, with a wrong parameter',
    async (one) => {
      expect(await expectDeclared(one, { cookie }, '?limit=x&after=x&mode=x')).toBe(400)
    },
  )
})
