import { expect, it } from 'vitest'
import { servedGallery } from './gallery'

const gallery = await servedGallery()
const { readModelPage } = await import('@/lib/serving/model-page')

const why = async (uid: string) => (await readModelPage(uid))?.nothingSimilar

it('a page without anything similar says why', async () => {
  await gallery.add({ name: 'pot' })
  expect(await why('pot')).toBeNull()
  const run = await gallery.publish({ pot: [] })
  const [hash = ''] = await gallery.connection.values<string>('SELECT thumbnailHash FROM Model')
  const text = 'INSERT INTO Embedding (thumbnailHash, recipeId, vector, runId) VALUES (?, ?, ?, ?)'
  await gallery.connection.run(text, hash, 'a-recipe', new Uint8Array(1), run)
  expect(await why('pot')).toBe('alone')

  await gallery.change(`DELETE FROM Embedding`)
  expect(await why('pot')).toBe('came-after')
  await gallery.change(`INSERT INTO Failure (modelId, stage, reason, lastAt)
          SELECT id, 'embed', 'It is damaged.', '2026-01-01T00:00:00.000+00:00' FROM Model`)
  expect(await why('pot')).toBe('failed')
  await gallery.change('UPDATE Model SET isBelowThreshold = TRUE')
  expect(await why('pot')).toBe('few-likes')
  await gallery.change('UPDATE Model SET isBelowThreshold = FALSE')
  await gallery.change('DELETE FROM Failure')

  await gallery.add({ name: 'cup' })
  await gallery.publish({ pot: ['cup'], cup: ['pot'] })
  expect(await why('pot')).toBeNull()
  await gallery.add({ name: 'jug' })
  expect(await why('jug')).toBe('came-after')
  await gallery.change("UPDATE Model SET goneAt = '2026-01-01T00:00:00.000+00:00' WHERE name = 'cup'")
  expect(await why('pot')).toBe('alone')
})
