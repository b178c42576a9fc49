import { describe, expect, it } from 'vitest'
import type { RawDatabase } from '../setup/raw-database'
import { sketchfabServer, status } from '../setup/sketchfab-server'
import { temporaryDatabase } from '../setup/temporary'
import { crawlWith } from './crawl-fixtures'

const all = (connection: RawDatabase, sql: string) => connection.values(sql)
const uids = (connection: RawDatabase) => all(connection, 'SELECT uid FROM Model ORDER BY id')

describe('a place to go on from that Sketchfab does not take any more', () => {
  /** A crawl of 60 models that stopped after its first page, whose place is refused from then on. */
  async function stoppedCrawl(code: number) {
    const database = await temporaryDatabase()
    const server = await sketchfabServer(60)
    const first = await crawlWith(database, server.apiUrl, { maxRequests: 1 })
    expect(first).toMatchObject({ outcome: 'budget', counts: { added: 24 } })
    let isRefused = true
    server.interfere = (request, response) =>
      isRefused && request.url?.includes('cursor=24') === true && status(response, code)
    const notes: string[] = []
    const note = (text: string) => {
      notes.push(text)
      if (text.includes('begins anew')) isRefused = false
    }
    return { database, server, notes, note, refuseAll: () => (server.interfere = refuse(code)) }
  }
  const refuse = (code: number) => (_: unknown, response: Parameters<typeof status>[0]) =>
    status(response, code)

  it.each([400, 404, 410, 422])(
    'after a %i the listing begins anew, and what is known stays',
    async (code) => {
      const { database, server, notes, note } = await stoppedCrawl(code)
      const result = await crawlWith(database, server.apiUrl, {}, { note })
      expect(result).toMatchObject({ outcome: 'finished', counts: { pages: 3, added: 36, unchanged: 24 } })
      expect(notes).toContainEqual(expect.stringMatching(/does not take the place .*cursor=24 any more/))
      expect(await uids(database.connection)).toHaveLength(60)
    },
  )

  it('keeps the place when the first page is refused as well, and says why', async () => {
    const { database, server, note, refuseAll } = await stoppedCrawl(404)
    refuseAll()
    await expect(crawlWith(database, server.apiUrl, {}, { note })).rejects.toThrow(
      /The page \S+sort_by=-likeCount could not be read: the server answered 404/,
    )
    expect(await all(database.connection, 'SELECT next FROM Crawl')).toEqual([
      expect.stringContaining('cursor=24'),
    ])
  })

  it('refused again, does not ask to be run again for ever', async () => {
    const { database, server } = await stoppedCrawl(404)
    await expect(crawlWith(database, server.apiUrl)).rejects.toThrow(
      'refused a place in the listing twice, the second time just after it had given it',
    )
  })
})
