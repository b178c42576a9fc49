import { afterAll, describe, expect, it } from 'vitest'
import { servedGallery } from './gallery'

const gallery = await servedGallery()
const { nearestModels, NearestBusyError, NoVectorsError } = await import('@/lib/serving/nearest')
const { readPublishedRun } = await import('@/lib/serving/published-run')

afterAll(async () => (await globalThis.recASketchVectors)?.thread.close())

const colours = {
  ruby: [1, 0, 0],
  brick: [0.8, 0.6, 0],
  meadow: [0, 1, 0],
  sky: [0, 0, 1],
}

async function shownRun() {
  const run = await readPublishedRun()
  if (!run) throw new Error('Nothing is published.')
  return run
}

async function idOf(name: string): Promise<number> {
  return (await gallery.connection.value<number>('SELECT id FROM Model WHERE name = ?', name)) ?? 0
}

async function namesOf(ids: Int32Array): Promise<string[]> {
  const names: string[] = []
  for (const id of ids)
    names.push((await gallery.connection.value<string>('SELECT name FROM Model WHERE id = ?', id)) ?? '')
  return names
}

describe('the models nearest to a question', () => {
  it('cannot be found, in a sentence, under a run that keeps no vectors', async () => {
    await gallery.add(...Object.keys(colours).map((name) => ({ name })))
    const runId = await gallery.publish({ ruby: ['brick'] }, 'vgg16')
    const asked = nearestModels(await shownRun(), { vector: Float32Array.of(1, 0, 0) }, { limit: 2 })
    await expect(asked).rejects.toBeInstanceOf(NoVectorsError)
    await expect(asked).rejects.toThrow(
      `Run ${runId} has kept no vectors to compare with: its recipe vgg16 keeps none, or`,
    )
  })

  it('are found by a vector, and by models that they are to be like', async () => {
    await gallery.publish({ ruby: ['brick'] }, 'default', undefined, {
      recipeId: 'default',
      vectors: colours,
    })
    const run = await shownRun()
    const found = await nearestModels(run, { vector: Float32Array.of(0.9, 0.1, 0) }, { limit: 2 })
    expect(await namesOf(found.modelIds)).toEqual(['ruby', 'brick'])
    expect([...found.scores]).toEqual([expect.closeTo(0.9, 2), expect.closeTo(0.78, 2)])
    const [ruby, meadow, brick] = [await idOf('ruby'), await idOf('meadow'), await idOf('brick')]
    const like = await nearestModels(
      run,
      { plus: [ruby, 987], minus: [meadow] },
      { limit: 9, without: [ruby], among: Int32Array.of(ruby, brick, meadow) },
    )
    expect(await namesOf(like.modelIds)).toEqual(['brick', 'meadow'])
    expect(like.leftOut).toEqual([987])
  })

  it('are those of the run that is asked, once another one is published', async () => {
    await gallery.publish({ ruby: ['brick'] }, 'default', undefined, {
      recipeId: 'default',
      vectors: { ...colours, sky: [1, 0, 0], ruby: [0, 0, 1] },
    })
    const question = { vector: Float32Array.of(1, 0, 0) }
    const both = [1, 2].map(async () => nearestModels(await shownRun(), question, { limit: 1 }))
    for (const { modelIds } of await Promise.all(both)) expect(await namesOf(modelIds)).toEqual(['sky'])
  })

  it('are refused while too many wait, and found afterwards', async () => {
    const run = await shownRun()
    const question = { vector: Float32Array.of(1, 0, 0) }
    const all = await Promise.allSettled(
      Array.from({ length: 40 }, () => nearestModels(run, question, { limit: 1 })),
    )
    const refused = all.filter(({ status }) => status === 'rejected')
    expect(refused).toHaveLength(8)
    const [last] = all.slice(-1)
    expect(last?.status === 'rejected' && last.reason).toBeInstanceOf(NearestBusyError)
    expect((await nearestModels(run, question, { limit: 1 })).modelIds).toHaveLength(1)
  })

  it('are found again after the thread was lost', async () => {
    const run = await shownRun()
    const question = { vector: Float32Array.of(1, 0, 0) }
    await (await globalThis.recASketchVectors)?.thread.close()
    expect((await nearestModels(run, question, { limit: 3 })).modelIds).toHaveLength(3)
  })
})
