import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { DEFAULT_ALS, readLikesRecipe, writeLikesRecipe } from '@/lib/indexing/likes-recipe'
import { temporaryDirectory } from '../setup/temporary'

it('the settings of likes are the usual ones until better ones are kept', async () => {
  const dataDir = temporaryDirectory()
  expect(readLikesRecipe(dataDir)).toEqual(DEFAULT_ALS)
  const better = { ...DEFAULT_ALS, factors: 64 }
  await writeLikesRecipe(dataDir, better)
  expect(readLikesRecipe(dataDir)).toEqual(better)
})

it('a file that does not hold them is named, with what to do', () => {
  const dataDir = temporaryDirectory()
  for (const text of ['', '{"factors": 0}', '[]']) {
    writeFileSync(path.join(dataDir, 'likes-recipe.json'), text)
    expect(() => readLikesRecipe(dataDir)).toThrow(
      /likes-recipe\.json does not hold the settings of likes\. Remove it/,
    )
  }
})
