import { existsSync } from 'node:fs'
import { appendFile, mkdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import {
  bestOf,
  digestOf,
  type Grid,
  type GridPoint,
  isSame,
  lineOf,
  pointOf,
  pointsIn,
  settingsIn,
} from '@/lib/evaluation/likes/grid'
import type { LikeSet } from '@/lib/evaluation/likes/like-set'
import { measureFactors } from '@/lib/evaluation/likes/measure-factors'
import type { MeasureOptions } from '@/lib/evaluation/likes/measure-likes'

/** What was measured of settings is kept here, in the data directory. */
const FILE = 'likes-grid.jsonl'

export type GridSearch = MeasureOptions & {
  validation: LikeSet
  grid: Grid
  iterations: number
  popularityExponent: number
  dataDir: string
}

/**
 * Measures all settings of a grid on the validation split, the cheaper first. Each is written down as soon as it is measured, so
 * that the search goes on where it was stopped; what is written down for these likes is not measured again.
 */
export async function searchGrid({
  validation,
  grid,
  iterations,
  popularityExponent,
  dataDir,
  signal,
  onStep,
}: GridSearch): Promise<{ points: GridPoint[]; best: GridPoint }> {
  const file = path.join(dataDir, FILE)
  const likes = `${digestOf(validation)} ${popularityExponent}`
  const known = existsSync(file) ? pointsIn(await readFile(file, 'utf8'), likes) : []
  const points: GridPoint[] = []
  const wanted = settingsIn(grid, iterations)
  await mkdir(dataDir, { recursive: true })
  for (const als of wanted) {
    onStep?.('Trying settings', points.length, wanted.length)
    const before = known.find(({ settings }) => isSame(settings, als))
    const point =
      before ?? pointOf(likes, als, await measureFactors(validation, { als, popularityExponent }, { signal }))
    // A line that was cut off ends here.
    if (!before) await appendFile(file, `\n${lineOf(point)}\n`)
    points.push(point)
  }
  const best = bestOf(points)
  if (!best) throw new Error('A grid has one setting or more.')
  return { points, best }
}
