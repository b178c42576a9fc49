import type { Database, RunKind } from '@/lib/database/database'
import type { Kind } from '@/lib/facts/kinds'
import type { IndexContext } from './index-context'

/** Who has made a kind of neighbours of the same already: this run, before it was interrupted, or another one that is kept. */
export type MadeKind = { made: RunKind; runId: number }

/**
 * Looks who has made a kind of neighbours of this input. A run that makes everything anew looks at itself alone.
 *
 * @param inputDigest over everything that the lists of the kind depend on
 */
export async function findMadeKind(
  { database, runId, mode }: Pick<IndexContext, 'database' | 'runId' | 'mode'>,
  kind: Kind,
  inputDigest: string,
): Promise<MadeKind | null> {
  const own = await readRunKind(database, runId, kind)
  if (own?.inputDigest === inputDigest) return { made: own, runId }
  if (mode === 'all') return null
  const other = await database.runKinds.findRunWithKind(kind, inputDigest, runId)
  const made = other && (await readRunKind(database, other, kind))
  return made ? { made, runId: other } : null
}

/** What a run has made of a kind; null where that is not whole. */
export async function readRunKind(
  { runKinds }: Database,
  runId: number,
  kind: Kind,
): Promise<RunKind | null> {
  return (await runKinds.readRunKinds(runId)).find((one) => one.kind === kind) ?? null
}

/**
 * Copies the lists of a kind from another run, in the place of what this one has of it.
 *
 * @returns false when they went meanwhile, since that run is kept no longer
 */
export async function takeOverLists(
  { database, runId: to, checkpoint }: Pick<IndexContext, 'database' | 'runId' | 'checkpoint'>,
  { runId: from, made: { kind, inputDigest } }: MadeKind,
): Promise<boolean> {
  const { neighbours, runKinds } = database
  await neighbours.clearNeighbours(to, kind)
  for (let after: number | null = 0; after !== null;) {
    await checkpoint()
    after = await neighbours.copyNeighbours({ from, to, kind }, after)
  }
  // Whatever a run has goes at once: if its lists are still there now, all that was read was.
  return (await runKinds.findRunWithKind(kind, inputDigest, to)) !== null
}
