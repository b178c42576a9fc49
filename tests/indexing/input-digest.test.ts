import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { inputDigest, projectionDigest } from '@/lib/indexing/input-digest'
import { currentRecipe } from '@/lib/indexing/recipe'

const digestOf = (...parts: string[]) =>
  parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest('hex')

it('a table and a projection of before the rules for few models are made anew, from the same embeddings', () => {
  const recipe = currentRecipe('default', '')
  const models = [{ modelId: 1, thumbnailHash: 'a' }]
  const then = { neighbours: 10, exponent: 3, database: true }
  expect(inputDigest(recipe, 24, models)).not.toBe(digestOf(JSON.stringify([recipe.id, 24, then]), '1:a\n'))
  expect(projectionDigest(recipe, models)).not.toBe(digestOf(recipe.id, 'a'))
})

it('a plain recipe, which has neither projection nor expansion, does not tell catalogues apart by them', () => {
  const recipe = { ...currentRecipe('default', ''), projection: null }
  const models = [{ modelId: 1, thumbnailHash: 'a' }]
  expect(inputDigest(recipe, 24, models)).toBe(digestOf(JSON.stringify([recipe.id, null, 24, null]), '1:a\n'))
})
