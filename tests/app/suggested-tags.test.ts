import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { openDatabase } from '@/lib/database/database'
import { decodePlace, encodePlace } from '@/lib/admin/suggestion-place'
import { runResult, runSettings } from '../setup/made-up-run'
import { madeUpThumbnail, modelRecord } from '../setup/model-record'
import { ask, loggedInSite } from './admin-fixture'

const site = await loggedInSite()

const page = z.object({
  runId: z.number(),
  models: z.array(
    z.looseObject({
      uid: z.string(),
      tags: z.array(z.string()),
      suggestions: z.array(
        z.object({
          tag: z.string(),
          score: z.number(),
          count: z.number(),
          models: z.array(z.object({ uid: z.string(), name: z.string() })),
        }),
      ),
    }),
  ),
  nextCursor: z.string().nullable(),
})

const listed = async (query = '') => {
  const answer = await site.send('GET', `/api/suggested-tags${query}`)
  expect(answer.status).toBe(200)
  return page.parse(await answer.json())
}

const names = ['sword', 'axe', 'vase', 'bowl']

/** Four models, and a run that suggests tags for three of them. */
async function publish(): Promise<number> {
  const database = await openDatabase(site)
  await database.catalogue.upsertModels(
    'folder',
    names.map((name) =>
      modelRecord(name, { uidCandidates: [name], thumbnail: madeUpThumbnail, tags: [name] }),
    ),
  )
  const runId = await database.indexRuns.beginIndexRun(runSettings())
  await database.neighbours.writeNeighbours(runId, 'visual', {
    modelIds: [1],
    width: 1,
    neighbourIds: Int32Array.of(2),
    scores: Float32Array.of(1),
  })
  const suggestion = (tag: string, score: number, ...speakers: number[]) => ({
    tag,
    score,
    count: 9,
    speakers,
  })
  await database.tags.writeTagSuggestions(runId, [
    { modelId: 1, suggestions: [suggestion('=iron', 0.5, 2, 99), suggestion('old', 0.25, 3)] },
    { modelId: 2, suggestions: [suggestion('Axe', 0.9, 1)] },
    { modelId: 3, suggestions: [suggestion('clay', 0.75, 4)] },
  ])
  await database.indexRuns.publishRun(runId, runResult())
  await database.close()
  return runId
}

describe('suggested tags', () => {
  it('are the admin’s alone, and there once something is published', async () => {
    expect((await ask('GET', '/api/suggested-tags')).status).toBe(401)
    const none = await site.send('GET', '/api/suggested-tags')
    expect(none.status).toBe(503)
    expect(await none.text()).toContain('npm run precompute')
  })

  it('are listed by page, those with the surest first, with who speaks for them', async () => {
    const runId = await publish()
    const all = await listed()
    expect(all).toMatchObject({ runId, nextCursor: null })
    // The axe has been given what was suggested for it.
    expect(all.models.map(({ uid }) => uid)).toEqual(['vase', 'sword'])
    expect(all.models[1]).toMatchObject({
      tags: ['sword'],
      suggestions: [
        { tag: '=iron', score: 0.5, count: 9, models: [{ uid: 'axe', name: 'axe' }] },
        { tag: 'old', score: 0.25 },
      ],
    })
    const first = await listed('?limit=2')
    expect(first.models.map(({ uid }) => uid)).toEqual(['vase'])
    const second = await listed(`?limit=2&cursor=${first.nextCursor}`)
    expect(second.models.map(({ uid }) => uid)).toEqual(['sword'])
    expect(second.nextCursor).toBeNull()
  })

  it('are downloaded as CSV that a spreadsheet takes for text', async () => {
    const answer = await site.send('GET', '/api/suggested-tags?format=csv&limit=1')
    expect(answer.headers.get('content-disposition')).toMatch(
      /^attachment; filename="suggested-tags-of-run-\d+\.csv"$/,
    )
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    expect(new TextDecoder('utf-8', { ignoreBOM: true }).decode(await answer.arrayBuffer())).toBe(
      "\uFEFFuid,tag,score\nsword,'=iron,0.5\nsword,old,0.25\nvase,clay,0.75\n",
    )
  })

  it.each([
    ['?format=xml', /format must be json or csv.*“xml”/],
    ['?cursor=garbage', /cursor is damaged/],
    ['?limit=0', /limit must be a whole number from 1 to 100/],
  ])('refuses %s with what is wrong', async (query, reason) => {
    const answer = await site.send('GET', `/api/suggested-tags${query}`)
    expect(answer.status).toBe(400)
    expect(await answer.text()).toMatch(reason)
  })
})

it('a place travels in an address, and what is none is null', () => {
  const place = { score: 0.1 + 0.2, modelId: 2 ** 31 - 1 }
  expect(decodePlace(encodePlace(place))).toEqual(place)
  for (const text of [
    '',
    '7',
    '!',
    Buffer.from('[1]').toString('base64url'),
    Buffer.from('[1,0]').toString('base64url'),
  ])
    expect(decodePlace(text)).toBeNull()
})
