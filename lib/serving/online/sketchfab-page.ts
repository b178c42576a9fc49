import 'server-only'
import { cache } from 'react'
import { canonicalUid, isSketchfabUid, sketchfabPage } from '@/lib/catalogue/sketchfab-link'
import type { SketchfabModel } from '@/lib/facts/described-model'
import { resolveShortLink, SHORT_LINKS } from '@/lib/crawling/short-links'
import { env } from '@/lib/facts/env'
import { answerWith } from '@/lib/http/page-answer'
import { ProblemError } from '@/lib/http/problem'
import { database } from '../database'
import { readPicturePage } from '../picture-page'
import { keepPicture } from '../similar-to-picture'
import type { NoPicture, OnlineModelView, SketchfabPageView } from '../views'
import { sharedPace } from './look-up-pace'
import { MAX_LOOK_UP_SECONDS, type ModelLookUp, modelLookUp, type OnlineModel } from './sketchfab-model'

/** Why the thumbnail of a model could not be kept, or the hash that it is kept under. */
type Kept = { hash: string } | { no: NoPicture }

declare global {
  /** Here because Next evaluates modules more than once in a process. */
  var recASketchModelLookUp: ModelLookUp<Kept> | undefined
}

function lookUp(uid: string): Promise<OnlineModel<Kept>> {
  const { sketchfabApiUrl: apiUrl, sketchfabApiToken: apiToken } = env()
  globalThis.recASketchModelLookUp ??= modelLookUp({
    apiUrl,
    apiToken,
    pace: sharedPace(),
    keep,
  })
  return globalThis.recASketchModelLookUp(uid)
}

/** Keeps a thumbnail for a day, as a picture that somebody has given; its page looks for what is like it. */
async function keep(thumbnail: Buffer): Promise<Kept> {
  try {
    return { hash: (await keepPicture(async () => new Uint8Array(thumbnail))).hash }
  } catch (error) {
    if (error instanceof ProblemError && [400, 413].includes(error.status)) return { no: 'unusable' }
    throw error
  }
}

/**
 * The page of a model of Sketchfab that is not in the catalogue: it is looked up there, where the admin allows that. The answer has
 * the status that fits what it says.
 */
export const readSketchfabPage = cache(async (given: string): Promise<SketchfabPageView> => {
  if (!isSketchfabUid(given)) return refused(404, NO_UID, null)
  const uid = canonicalUid(given)
  if ((await database().catalogue.findListedModel(uid)) !== null) return { kind: 'here', uid }
  if (await database().catalogue.isRemoved(uid)) return refused(404, TAKEN_DOWN, null)
  const url = sketchfabPage(uid)
  if (!env().searchOnline) return refused(404, NOT_ONLINE, url)
  try {
    return await found(uid)
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    return refusedFor(error, url)
  }
})

/**
 * The uid of the model that a short address of Sketchfab stands for, which Sketchfab alone can tell.
 *
 * @returns in its place what a page says when that could not be told
 */
export async function readShortLink(
  code: string,
  origin = SHORT_LINKS,
): Promise<{ kind: 'leads-to'; uid: string } | RefusedView> {
  const url = `${SHORT_LINKS}/${encodeURIComponent(code)}`
  if (!/^[0-9a-z]{1,32}$/i.test(code)) return refused(404, NO_CODE, null)
  if (!env().searchOnline) return refused(404, SHORT_AND_NOT_ONLINE, url)
  try {
    const resolve = () => resolveShortLink(code, origin, AbortSignal.timeout(MAX_LOOK_UP_SECONDS * 1000))
    return { kind: 'leads-to', uid: await sharedPace().within(resolve) }
  } catch (error) {
    if (error instanceof ProblemError) return refusedFor(error, url)
    return refused(404, NOWHERE, url)
  }
}

async function found(uid: string): Promise<SketchfabPageView> {
  const { model, kept, hidden } = await lookUp(uid)
  const view = viewOf(model)
  if (kept === null || 'no' in kept)
    return { kind: 'found', model: view, picture: hidden ?? kept?.no ?? 'no-thumbnail' }
  const picture = await readPicturePage(kept.hash)
  return { kind: 'found', model: view, picture: picture ?? 'unusable' }
}

function viewOf({ uid, name, url, author, authorUrl, license }: SketchfabModel): OnlineModelView {
  return { uid, name, url, author, authorUrl, license }
}

type RefusedView = Extract<SketchfabPageView, { kind: 'refused' }>

function refusedFor({ status, message, headers }: ProblemError, url: string): RefusedView {
  const title = status === 404 ? 'No such model' : 'Not at the moment'
  return refused(status, { title, detail: message }, url, headers)
}

function refused(
  status: number,
  { title, detail }: { title: string; detail: string },
  url: string | null,
  headers: Record<string, string> = {},
): RefusedView {
  answerWith(status, headers)
  return { kind: 'refused', title, detail, url }
}

const NO_UID = {
  title: 'No such model',
  detail: 'That is no uid of Sketchfab: one has 32 letters and digits, from 0 to f.',
}
const NO_CODE = {
  title: 'No such model',
  detail: 'That is no short address of Sketchfab.',
}
const SHORT_AND_NOT_ONLINE = {
  title: 'A short link',
  detail:
    'Only Sketchfab knows which model it stands for, and this site asks nothing elsewhere. Open it there, and look here for the address that it leads to.',
}
const NOWHERE = {
  title: 'No such model',
  detail: 'Sketchfab does not say which model this short address stands for. It may be gone.',
}
const TAKEN_DOWN = {
  title: 'Taken down',
  detail: 'This model was taken out of this catalogue, and is not shown here.',
}
const NOT_ONLINE = {
  title: 'Not in this catalogue',
  detail:
    'No model here has this uid, and this site looks nothing up elsewhere. Sketchfab may still have it.',
}
