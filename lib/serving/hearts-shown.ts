import 'server-only'
import { env, isBuildingPages } from '@/lib/facts/env'
import { readPublishedRun } from './published-run'
import type { HeartsSettings } from './views'

/**
 * Hearts are there where something comes of them: the published run has learned from likes, or they are collected for the next. A page
 * that can be made without the database is made without hearts while that cannot be read.
 */
export async function readHeartsSettings(): Promise<HeartsSettings> {
  if (isBuildingPages()) return { isShown: false, isCollected: false }
  const isCollected = env().collectLikes
  const run = await readPublishedRun().catch(() => null)
  return { isShown: isCollected || (run?.kinds.includes('likes') ?? false), isCollected }
}
