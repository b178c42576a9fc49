import { describe, expect, it, vi } from 'vitest'
import { answerWith } from '@/lib/http/page-answer'
import {
  behind,
  exchange,
  expectPage,
  expectProblem,
  get,
  type Handle,
  serve,
  statusOf,
} from './server-fixture'

describe('what the framework says in its own words', () => {
  const bare = (status: number, type: string | null, headers: Record<string, string> = {}): Handle => {
    return async (_, response) => {
      response.statusCode = status
      if (type) response.setHeader('content-type', type)
      for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
      response.write('Internal ')
      response.end('Server Error')
    }
  }

  it.each([
    [500, 'text/plain'],
    [500, 'text/html; charset=utf-8'],
    [404, 'text/plain; charset=utf-8'],
    [405, null],
    [400, null],
    [409, 'text/plain'],
    [416, 'text/html'],
    [503, 'text/plain'],
  ])('with status %i as %s is said in ours', async (status, type) => {
    const { port } = await serve()
    behind.handle = bare(status, type, { etag: '"x"', 'content-encoding': 'gzip', allow: 'GET' })
    const page = await exchange(port, get('/x'))
    expectPage(page, status)
    expect(page).not.toMatch(/Internal Server Error<|Internal Server Error$|\r\netag|\r\ncontent-encoding/i)
    expect(page).toContain('allow: GET')
    expectProblem(await exchange(port, get('/api/x')), status)
  })

  it('and what it throws, too', async () => {
    const { port } = await serve()
    const said = vi.mocked(console.error).mockImplementation(() => undefined)
    behind.handle = () => Promise.reject(new Error('of the framework'))
    expectPage(await exchange(port, get('/x')), 500)
    expect(said).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ message: 'of the framework' }))
    said.mockClear()
  })

  it('but a page may say by itself with which status it comes', async () => {
    const { port } = await serve()
    behind.handle = async (_, response) => {
      response.setHeader('content-type', 'text/html; charset=utf-8')
      answerWith(404, { 'x-why': 'gone' })
      response.write('<p>Gone')
      response.end(' since yesterday</p>')
    }
    const page = await exchange(port, get('/x'))
    expect(statusOf(page)).toBe(404)
    expect(page).toContain('<p>Gone')
    expect(page).toContain(' since yesterday</p>')
    expect(page).toMatch(/\r\nx-why: gone/)
    // The framework's answers to its own scripts are theirs alone.
    behind.handle = async (_, response) => {
      response.setHeader('content-type', 'text/x-component')
      answerWith(404)
      response.end('0:x')
    }
    expect(statusOf(await exchange(port, get('/x')))).toBe(200)
    // And a page that fails after all has failed.
    behind.handle = async (_, response) => {
      answerWith(404)
      await bare(500, 'text/html')(_, response)
    }
    expectPage(await exchange(port, get('/x')), 500)
  })

  it('is told as what keeps pages from being made, when something does', async () => {
    const trouble = { status: 503, detail: 'The database is away.', headers: { 'retry-after': '60' } }
    const { port } = await serve({}, { findTrouble: () => trouble })
    behind.handle = bare(500, 'text/html')
    const page = await exchange(port, get('/models/oak'))
    expectPage(page, 503)
    expect(page).toMatch(/The database is away\.[^]*/)
    expect(page).toContain('retry-after: 60')
  })

  it('is left alone where it is ours: problem details, parts of pages, what is well', async () => {
    const { port } = await serve()
    for (const [status, type] of [
      [404, 'application/problem+json'],
      [404, 'text/x-component'],
      [401, 'text/html'],
      [200, 'text/plain'],
      [307, 'text/plain'],
    ] as const) {
      behind.handle = bare(status, type)
      const answer = await exchange(port, get('/x'))
      expect(statusOf(answer)).toBe(status)
      expect(answer).toContain('Internal ')
    }
  })

  it('of a model that is not there is said as such', async () => {
    const { port } = await serve()
    behind.handle = bare(404, 'text/html')
    expect(await exchange(port, get('/models/nobody'))).toContain('<h1>No such model</h1>')
    expect(await exchange(port, get('/nobody'))).toContain('<h1>Nothing here</h1>')
  })
})
