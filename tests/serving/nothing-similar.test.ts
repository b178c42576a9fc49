import path from 'node:path'
import { expect, it } from 'vitest'
import { openRaw } from '../setup/raw-database'
import { servedGallery } from './gallery'

const gallery = servedGallery()
const { readModelPage } = await import('@/lib/serving/model-page')

const why = async (uid: string) => (await readModelPage(uid))?.nothingSimilar

/** Changes the database as the job does it. */
function change(sql: string) {
  const connection = openRaw(path.join(gallery.dataDir, 'rec-a-sketch.db'))
  connection.exec(`${sql}; UPDATE CatalogueRevision SET revision = revision + 1`)
  connection.close()
}

it('a page without anything similar says why', async () => {
  await gallery.add({ name: 'pot' })
  expect(await why('pot')).toBeNull()
  const run = await gallery.publish({ pot: [] })
  change(`INSERT INTO Embedding (thumbnailHash, recipeId, vector, runId)
          SELECT thumbnailHash, 'a-recipe', x'00', ${run} FROM Model`)
  expect(await why('pot')).toBe('alone')

  change(`DELETE FROM Embedding`)
  expect(await why('pot')).toBe('came-after')
  change(`INSERT INTO Failure (modelId, stage, reason, lastAt)
          SELECT id, 'embed', 'It is damaged.', '2026-01-01T00:00:00.000+00:00' FROM Model`)
  expect(await why('pot')).toBe('failed')
  change('UPDATE Model SET isBelowThreshold = 1')
  expect(await why('pot')).toBe('few-likes')
  change('UPDATE Model SET isBelowThreshold = 0; DELETE FROM Failure')

  await gallery.add({ name: 'cup' })
  await gallery.publish({ pot: ['cup'], cup: ['pot'] })
  expect(await why('pot')).toBeNull()
  await gallery.add({ name: 'jug' })
  expect(await why('jug')).toBe('came-after')
  change("UPDATE Model SET goneAt = '2026-01-01T00:00:00.000+00:00' WHERE name = 'cup'")
  expect(await why('pot')).toBe('alone')
})
