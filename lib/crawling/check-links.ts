import { parseSketchfabLink } from '@/lib/catalogue/sketchfab-link'
import type { Database, ModelLink } from '@/lib/database/database'
import { BudgetSpentError } from '@/lib/download/polite-client'
import type { Checkpoint } from '@/lib/jobs/run-control'
import { eachOf } from './each-of'
import type { SketchfabApi } from './sketchfab-api'

export type LinkCheck = {
  /** Sketchfab has the model. */
  alive: number
  /** Sketchfab has it no longer. */
  dead: ModelLink[]
  /** Could not be found out. */
  unknown: { link: ModelLink; reason: string }[]
  /** Were not asked about, since all requests that were allowed are made. */
  unasked: number
  /** Lead elsewhere, where nobody is asked. */
  elsewhere: number
}

/**
 * Asks the API about the models on Sketchfab that models of other sources link to: those of a folder with a labels
 * file, say. Those of a crawl or of the original project's files are for the crawl's update to look after.
 *
 * @param onProgress called with the number of links done and of all
 */
export async function checkLinks(
  database: Database,
  api: SketchfabApi,
  concurrency: number,
  checkpoint: Checkpoint,
  onProgress: (done: number, total: number) => void,
): Promise<LinkCheck> {
  const links = (await database.catalogue.listUnwatchedLinks()).map((link) => ({
    link,
    target: parseSketchfabLink(link.url),
  }))
  const onSketchfab = links.flatMap(({ link, target }) =>
    target?.kind === 'uid' ? [{ link, uid: target.uid }] : [],
  )
  const check: Omit<LinkCheck, 'unasked'> = {
    alive: 0,
    dead: [],
    unknown: [],
    elsewhere: links.length - onSketchfab.length,
  }
  let done = 0
  await eachOf(onSketchfab, concurrency, checkpoint, async ({ link, uid }) => {
    const reply = await api.readModel(uid)
    if (reply.kind === 'found') check.alive++
    else if (reply.kind === 'gone') check.dead.push(link)
    else check.unknown.push({ link, reason: reply.reason })
    onProgress(++done, onSketchfab.length)
  }).catch((error: unknown) => {
    if (!(error instanceof BudgetSpentError)) throw error
  })
  return { ...check, unasked: onSketchfab.length - done }
}
