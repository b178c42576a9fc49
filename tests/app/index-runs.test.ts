import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { folderEntries } from '@/lib/catalogue/folder'
import { folderStorage } from '@/lib/storage/files'
import { openDatabase } from '@/lib/database/database'
import { encodeLikesFigures } from '@/lib/evaluation/likes/run-figures'
import { importCatalogue } from '@/lib/importing/import-catalogue'
import { folderOfDrawings } from '../setup/catalogue'
import { workerOfFile } from '../setup/file-worker'
import { drawing } from '../setup/images'
import { madeUpLikesFigures } from '../setup/made-up-likes-figures'
import { temporaryDirectoryOfFile } from '../setup/temporary'
import { detailOf } from './admin-fixture'
import { readDeclared } from './declared-answers'
import { indexRunSite } from './index-run-client'

const { send, start, startToEnd, list, run, steer, remove, estimate, failures, log, audit, ...place } =
  await indexRunSite()
workerOfFile(place)
const parent = temporaryDirectoryOfFile()

beforeAll(async () => {
  const { folder, labels } = await folderOfDrawings(parent)
  writeFileSync(path.join(folder, 'circle-teal.png'), 'not an image')
  const database = await openDatabase(place)
  const { entries } = await folderEntries(folder, labels)
  await importCatalogue(database, folderStorage(place.dataDir), 'folder', entries)
  await database.close()
})

describe('from the first run to a roll-back, as curl does it', () => {
  it('estimates what there is to do, without a guess before anything was measured', async () => {
    expect(await (await estimate('mode=missing')).json()).toEqual({
      models: 23,
      images: 23,
      seconds: null,
      measuredOn: null,
    })
  })

  it('starts the job as a process of its own, which publishes', async () => {
    const view = await startToEnd({ mode: 'missing' })
    expect(view).toMatchObject({
      id: 1,
      status: 'finished',
      isPublished: true,
      startedBy: 'dashboard',
      mode: 'missing',
      recipe: 'default',
      modelCount: 23,
      embeddedCount: 23,
      error: null,
      actions: [],
    })
    expect(view.metrics).toMatchObject({ embed: expect.any(Number), msPerImage: expect.any(Number) })
    expect(await (await estimate('mode=all')).json()).toMatchObject({
      models: 23,
      images: 23,
      seconds: expect.any(Number),
      measuredOn: 1,
    })
  })

  it('shows a run that found nothing to do', async () => {
    expect(await startToEnd({ mode: 'missing' })).toMatchObject({
      id: 2,
      status: 'finished',
      isPublished: false,
      publishedAt: null,
      sameAs: 1,
      actions: ['delete'],
    })
  })

  it('lists a failure with what helps to mend it, and retries it', async () => {
    writeFileSync(path.join(parent, 'images/circle-teal.png'), 'still not an image')
    await startToEnd({ mode: 'missing', retry: ['circle-teal'] })
    expect(await (await failures(3)).json()).toMatchObject({
      total: 1,
      failures: [
        {
          uid: 'circle-teal',
          stage: 'thumbnail',
          attempts: 2,
          thumbnailUrl: null,
          runId: 3,
          file: expect.stringMatching(/circle-teal\.png$/),
          reason: expect.stringContaining('“still not'),
        },
      ],
    })
    writeFileSync(path.join(parent, 'images/circle-teal.png'), await drawing('circle', 'teal'))
    expect(await startToEnd({ mode: 'missing', retry: 'all' })).toMatchObject({
      id: 4,
      isPublished: true,
      modelCount: 24,
      embeddedCount: 1,
      retry: 'all',
      comparison: { comparedWith: 1, changedShare: expect.any(Number), label: 'label', reasons: [] },
    })
    expect(await (await failures(3)).json()).toEqual({ failures: [], total: 0 })
  })

  it('shows the quality report of a run, with pictures of the site, and says of a run without one why', async () => {
    const page = await (await send('GET', '/api/index-runs/4/report')).text()
    expect(page).toContain('How good the look-alikes of run 4 are')
    expect(page).toContain('Run 1 (default)')
    expect(page).toMatch(/src="\/thumbnails\/[0-9a-f]{64}\?size=small"/)
    expect(page).toMatch(/<\/html>$/)
    // It had nothing to do.
    const answer = await send('GET', '/api/index-runs/2/report')
    expect(await detailOf(answer)).toMatch(/^Run 2 has no quality report/)
    expect((await send('GET', '/api/index-runs/99/report')).status).toBe(404)
  })

  it('shows what was measured of likes in the same report, or alone where there are no labels', async () => {
    const database = await openDatabase(place)
    for (const runId of [2, 4]) {
      const made = {
        kind: 'likes',
        inputDigest: 'digest',
        modelCount: 50,
        skipped: null,
        settings: null,
      } as const
      await database.runKinds.writeRunKind(runId, made)
      await database.runKinds.writeRunKindFigures(runId, 'likes', encodeLikesFigures(madeUpLikesFigures))
    }
    await database.close()
    const both = await (await send('GET', '/api/index-runs/4/report')).text()
    expect(both).toContain('How good the look-alikes of run 4 are')
    expect(both).toContain('aria-label="NDCG@10: likes (ALS) 0.3456 ±0.0021"')
    const likes = await (await send('GET', '/api/index-runs/2/report')).text()
    expect(likes).toContain('What the likes of run 2 are worth')
    expect(likes).toContain('0.0987 ±0.0021')
    expect(likes).not.toContain('<script')
  })

  it('follows a run by server-sent events to its end', async () => {
    const { id } = await (await start({ mode: 'all' })).json()
    const answer = await send('GET', `/api/index-runs/${id}/events`)
    expect(answer.headers.get('content-type')).toBe('text/event-stream')
    const events = (await answer.text()).split('\n\n')
    const states = events.flatMap((event) => (event.startsWith('data: ') ? [JSON.parse(event.slice(6))] : []))
    expect(states[0]).toMatchObject({ id, status: expect.stringMatching(/^(waiting|running)$/) })
    expect(states.at(-1)).toMatchObject({ id, status: 'finished', isPublished: true })
    expect(events.at(-2)).toContain('event: end')
  })

  it('shows the log of a run', async () => {
    const read = async () => {
      const { lines, end } = await (await log(5)).json()
      return { messages: lines.map(({ message }: { message: string }) => message), end }
    }
    // The process says so once the end of the run is stored.
    await expect.poll(async () => (await read()).messages.at(-1)).toBe('The run ends: published.')
    const { messages, end } = await read()
    expect(messages).toContain('Stage embed begins.')
    const more = await log(5, `?after=${end}`)
    expect(await more.json()).toEqual({ lines: [], end })
  })

  it('rolls back, and does not let the next run undo that by itself', async () => {
    expect(await (await steer(4, 'publish')).json()).toMatchObject({ id: 4, isPublished: true })
    expect(await (await run(5)).json()).toMatchObject({ status: 'withdrawn', actions: ['publish', 'delete'] })
    expect(await startToEnd({ mode: 'missing' })).toMatchObject({ isPublished: false })
    expect(await (await run(4)).json()).toMatchObject({ isPublished: true })
  })

  it('deletes an old run', async () => {
    expect((await remove(2)).status).toBe(204)
    expect((await run(2)).status).toBe(404)
    const { runs: all } = await (await list('?limit=2')).json()
    expect(all.map(({ id }: { id: number }) => id)).toEqual([6, 5])
    const older = await (await list('?before=5')).json()
    expect(older.runs.map(({ id }: { id: number }) => id)).toEqual([4, 3, 1])
  })

  it('has written down each action', async () => {
    const { entries } = await (await audit()).json()
    const written = entries.map(({ action, runId }: { action: string; runId: number }) => [action, runId])
    expect(written).toEqual([
      ['delete run', 2],
      ['start run', 6],
      ['publish run', 4],
      ['start run', 5],
      ['start run', 4],
      ['start run', 3],
      ['start run', 2],
      ['start run', 1],
      ['login', null],
    ])
  })
})

it('a uid that looks like a flag is a uid', async () => {
  expect(await startToEnd({ mode: 'missing', retry: ['--mode=all'] })).toMatchObject({
    mode: 'missing',
    retry: ['--mode=all'],
    embeddedCount: 0,
  })
})

it('the OpenAPI document holds for what the admin API really answers', async () => {
  const { expectJson } = await readDeclared()
  await expectJson('GET', '/api/index-runs', await list())
  await expectJson('POST', '/api/index-runs', await start({ mode: 'nonsense' }))
  await expectJson('GET', '/api/index-runs/{id}', await run(4))
  await expectJson('GET', '/api/index-runs/{id}', await run(99))
  await expectJson('PATCH', '/api/index-runs/{id}', await steer(1, 'pause'))
  await expectJson('GET', '/api/index-runs/{id}/failures', await failures(4))
  await expectJson('GET', '/api/index-runs/{id}/log', await log(6))
  await expectJson('GET', '/api/index-runs/estimate', await estimate('mode=all'))
  await expectJson('GET', '/api/audit-entries', await audit())
})
