import { MAX_URL_LENGTH } from './bounds'

/** What a text says of a model on Sketchfab: its uid, or a short code that only Sketchfab can resolve. */
export type SketchfabLink = { kind: 'uid'; uid: string } | { kind: 'short'; code: string }

/** 32 hexadecimal digits; in rows of the early years 26 or 27 letters and digits. */
const UID = /^(?:[0-9a-f]{32}|[0-9a-z]{26,27})$/i

/** Where a uid stands in the path of a page: whole, or after the last hyphen of the model's name. */
const PAGE_PATHS = [
  /^\/3d-models\/(?:[^/]*-)?([^/-]+)$/,
  /^\/orgs\/[^/]+\/3d-models\/(?:[^/]*-)?([^/-]+)$/,
  /^\/models\/([^/]+)(?:\/embed)?$/,
]

/** Whether a text has the form of a uid of Sketchfab, and so can be nothing but one part of a path. */
export function isSketchfabUid(text: string): boolean {
  return UID.test(text)
}

/** The page of a model. */
export function sketchfabPage(uid: string): string {
  return `https://sketchfab.com/3d-models/${uid}`
}

/**
 * Reads what somebody pasted: a bare uid, or the address of a model's page or of its embedded viewer, with or
 * without `https://` and `www.` or `m.`, whatever its query and fragment; or a `skfb.ly` address. Null for anything else,
 * hosts that only look like Sketchfab's among it. Contacts nobody.
 */
export function parseSketchfabLink(text: string): SketchfabLink | null {
  const trimmed = text.trim()
  if (trimmed.length > MAX_URL_LENGTH) return null
  if (isSketchfabUid(trimmed)) return { kind: 'uid', uid: canonicalUid(trimmed) }

  const address = /^https?:\/\//i.test(trimmed) ? trimmed : `https://${trimmed}`
  if (!URL.canParse(address)) return null
  const { hostname, port, username, password, pathname } = new URL(address)
  if (port !== '' || username !== '' || password !== '') return null
  const path = pathname.replace(/\/+$/, '')
  switch (hostname.replace(/^www\./, '')) {
    case 'sketchfab.com':
    case 'm.sketchfab.com':
      return fromPagePath(path)
    case 'skfb.ly': {
      const code = /^\/([0-9a-z]{1,32})$/i.exec(path)?.[1]
      return code === undefined ? null : { kind: 'short', code }
    }
    default:
      return null
  }
}

function fromPagePath(path: string): SketchfabLink | null {
  for (const pattern of PAGE_PATHS) {
    const uid = pattern.exec(path)?.[1]
    if (uid !== undefined && isSketchfabUid(uid)) return { kind: 'uid', uid: canonicalUid(uid) }
  }
  return null
}

/** Hexadecimal digits are the same in either case; letters of the old uids are not. */
export function canonicalUid(uid: string): string {
  return uid.length === 32 ? uid.toLowerCase() : uid
}
