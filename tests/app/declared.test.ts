import { describe, expect, it } from 'vitest'
import { loggedInSite, ask } from './admin-fixture'
import { type Operation, readDeclared } from './declared-answers'

const { cookie } = await loggedInSite()
const { operations, expectDeclared } = await readDeclared()

/** Asks as declared or not, and compares the answer with what is declared. Returns its status. */
async function statusOf(
  operation: Operation,
  options: Parameters<typeof ask>[2],
  query = '',
): Promise<number> {
  const address = operation.path.replaceAll(/\{\w+\}/g, '7')
  const answer = await ask(operation.method, `${address}${query}`, options)
  await expectDeclared(operation, answer)
  return answer.status
}

const isForAdmin = ({ declared }: Operation) => declared.security !== undefined
const bodyOf = ({ declared }: Operation) =>
  declared.requestBody === undefined ? {} : { body: { nonsense: true } }

describe('answers as it is declared', () => {
  it.each(operations)('$method $path, whoever asks', async (one) => {
    const status = await statusOf(one, bodyOf(one))
    if (isForAdmin(one)) expect(status).toBe(401)
  })

  // What is active is followed without end.
  it.each(operations.filter((one) => isForAdmin(one) && one.path !== '/api/index-runs/events'))(
    '$method $path, where the admin asks',
    async (one) => {
      expect(await statusOf(one, { ...bodyOf(one), cookie: cookie() })).not.toBe(401)
    },
  )

  it.each(operations.filter(({ method }) => method !== 'GET'))(
    '$method $path, where another site’s page asks',
    async (one) => {
      const headers = { origin: 'https://evil.example' }
      expect(await statusOf(one, { ...bodyOf(one), cookie: cookie(), headers })).toBe(403)
    },
  )

  it.each(operations.filter(({ method, declared }) => method === 'GET' && declared.responses[400]))(
    '$method $path, with a wrong parameter',
    async (one) => {
      expect(await statusOf(one, { cookie: cookie() }, '?limit=x&after=x&mode=x')).toBe(400)
    },
  )
})
