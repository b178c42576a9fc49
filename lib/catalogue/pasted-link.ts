import { looksLikeLink } from '@/lib/text/looks-like-link'
import { MAX_UID_LENGTH, MAX_URL_LENGTH } from './bounds'
import { parseSketchfabLink, type SketchfabLink } from './sketchfab-link'

/** Where a pasted text leads to. */
export type PastedLink =
  | SketchfabLink
  /** The page of a model on one of our own hosts. */
  | { kind: 'own'; uid: string }
  /** A page of Sketchfab that is no model’s. */
  | { kind: 'no-model' }
  | { kind: 'elsewhere'; host: string }

/** An embed code of Sketchfab has some 1,500 characters. */
export const MAX_TEXT_LENGTH = 8 * 1024

/** So many addresses of a text are looked at. */
const MAX_ADDRESSES = 20

/** An address in a text or in HTML, where it may go without its `https:`. */
const ADDRESS = /(?:https?:)?\/\/[^\s"'`<>\\]+/gi

/** What follows an address in a sentence and is no part of it. */
const AFTER_ADDRESS = /[.,;:!?)\]}…’”»]+$/u

/**
 * Reads what somebody pasted into the query box as a link: what `parseSketchfabLink` reads, an embed code (the address in
 * it that leads to a model), a text with an address in it, or the address of a page of this site. Contacts nobody.
 *
 * @param ownHosts names of this site, each with its port where that is part of its address
 * @returns null for words to search for
 */
export function readPastedLink(text: string, ownHosts: readonly string[] = []): PastedLink | null {
  if (text.length > MAX_TEXT_LENGTH || !looksLikeLink(text)) return null
  const whole = parseSketchfabLink(text)
  if (whole) return whole

  const links = addressesIn(text.trim()).map((url) => linkOf(url, ownHosts))
  return (
    links.find(({ kind }) => kind === 'uid' || kind === 'short' || kind === 'own') ??
    links.find(({ kind }) => kind === 'no-model') ??
    links[0] ??
    null
  )
}

function addressesIn(text: string): URL[] {
  const found = [...text.matchAll(ADDRESS)].slice(0, MAX_ADDRESSES).map(([address]) => address)
  // Without its `https://` an address stands alone.
  const given = found.length === 0 && /^[\w-]+(?:\.[\w-]+)+(?:[/?#]\S*)?$/.test(text) ? [`//${text}`] : found
  return given.flatMap((address) => {
    if (address.length > MAX_URL_LENGTH) return []
    const plain = address.replace(AFTER_ADDRESS, '').replaceAll('&amp;', '&')
    const whole = plain.startsWith('//') ? `https:${plain}` : plain
    return URL.canParse(whole) ? [new URL(whole)] : []
  })
}

function linkOf(url: URL, ownHosts: readonly string[]): PastedLink {
  const link = parseSketchfabLink(url.href)
  if (link) return link
  const { host, hostname, pathname } = url
  const segment = /^\/models\/([^/]+)\/?$/.exec(pathname)?.[1]
  const uid = segment === undefined ? null : decoded(segment)
  if (uid !== null && ownHosts.includes(host)) return { kind: 'own', uid }
  return /^(?:.+\.)?sketchfab\.com$/.test(hostname) ? { kind: 'no-model' } : { kind: 'elsewhere', host }
}

function decoded(segment: string): string | null {
  try {
    return decodeURIComponent(segment)
  } catch {
    return null
  }
}

/** Shorter uids are what people type on their way to something else. */
const LEAST_UID_LENGTH = 5

/**
 * Whether a text may be the uid of a model from whatever source, and not a word: it has a digit in it. Only the catalogue
 * can tell whether it is one.
 */
export function mayBeUid(text: string): boolean {
  const trimmed = text.trim()
  return trimmed.length >= LEAST_UID_LENGTH && trimmed.length <= MAX_UID_LENGTH && /^\S*\d\S*$/.test(trimmed)
}
