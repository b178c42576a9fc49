import 'server-only'
import { cache } from 'react'
import { mayBeUid, readPastedLink } from '@/lib/catalogue/pasted-link'
import { sketchfabPage } from '@/lib/catalogue/sketchfab-link'
import { env } from '@/lib/facts/env'
import { foldText } from '@/lib/text/folded-text'
import { database } from './database'
import type { StrayLinkView } from './views'

/** A model of the catalogue, whose page is what was asked for. */
export type AskedModel = { kind: 'model'; uid: string }

/**
 * Reads the query of an address as a link: to a model on Sketchfab or here, an embed code, or a uid.
 *
 * @param host of the site, as the request names it
 * @returns null for words to search for
 */
export const readAskedLink = cache(
  async (query: string, host: string | null): Promise<AskedModel | StrayLinkView | null> => {
    const ownHosts = [host, env().siteUrl?.host].filter((name) => typeof name === 'string')
    const link = readPastedLink(query, ownHosts)
    switch (link?.kind) {
      case undefined:
        return readUid(query)
      case 'own':
        return { kind: 'model', uid: link.uid }
      case 'uid':
        return (await isListed(link.uid))
          ? { kind: 'model', uid: link.uid }
          : { kind: 'not-here', uid: link.uid, url: sketchfabPage(link.uid) }
      case 'short':
        return { kind: 'short', url: `https://skfb.ly/${link.code}` }
      case 'no-model':
      case 'elsewhere':
        return link
    }
  },
)

/** The model whose uid, of whatever source, a text is; null where people would write its name so. */
async function readUid(text: string): Promise<AskedModel | null> {
  const uid = text.trim()
  if (!mayBeUid(uid)) return null
  const model = await database().catalogue.findListedModel(uid)
  return model && lettersOf(model.name) !== lettersOf(uid) ? { kind: 'model', uid } : null
}

const lettersOf = (text: string) => foldText(text).replaceAll(/[^\p{L}\p{N}]/gu, '')

async function isListed(uid: string): Promise<boolean> {
  return (await database().catalogue.findListedModel(uid)) !== null
}
