import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import type { AlsSettings } from '@/lib/recommending/als'
import { writeWhole } from '@/lib/storage/write-whole'

const recipe = z.object({
  factors: z.int().min(1),
  regularisation: z.number().positive(),
  alpha: z.number().positive(),
  iterations: z.int().min(1),
  popularityExponent: z.number().min(0).max(1).optional(),
})

/** How likes are learned; what lists are compared by is 1 where it is not said (lib/recommending/factor-lists.ts). */
export type LikesRecipe = AlsSettings & { popularityExponent?: number | undefined }

/** How likes are factorised where nothing else is known of a catalogue. */
export const DEFAULT_ALS: AlsSettings = { factors: 128, regularisation: 10, alpha: 40, iterations: 15 }

/** How RP3beta, which stands beside them, walks. */
export const DEFAULT_RP3BETA = { beta: 0.4, kept: 200 }

const fileOf = (dataDir: string) => path.join(dataDir, 'likes-recipe.json')

/**
 * The settings that a search has found best for the likes of this catalogue; the usual ones where none has been made.
 *
 * @throws Error naming the file, when it does not hold settings
 */
export function readLikesRecipe(dataDir: string): LikesRecipe {
  const file = fileOf(dataDir)
  let text
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return DEFAULT_ALS
    throw error
  }
  try {
    return recipe.parse(JSON.parse(text))
  } catch (error) {
    throw new Error(
      `${file} does not hold the settings of likes. Remove it, or run npm run evaluate -- --likes --grid.`,
      {
        cause: error,
      },
    )
  }
}

/** Keeps the settings that are best for this catalogue. */
export async function writeLikesRecipe(dataDir: string, settings: LikesRecipe): Promise<void> {
  const text = `${JSON.stringify(recipe.parse(settings), null, 2)}\n`
  await writeWhole(fileOf(dataDir), (temporary) => writeFile(temporary, text))
}
