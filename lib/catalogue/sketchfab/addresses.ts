/** What a listing of the API is asked for; what is undefined is not. */
export type ListingFilter = {
  sort: 'likes' | 'views' | 'recent'
  category?: string
  tag?: string
  user?: string
  likedBy?: string
  staffPicked?: boolean
  downloadable?: boolean
  /** A day, YYYY-MM-DD. */
  since?: string
  includeAgeRestricted?: boolean
}

const SORT_BY = { likes: '-likeCount', views: '-viewCount', recent: '-publishedAt' }

/** The API gives no more a page. */
const PAGE_SIZE = 24

/**
 * The address of the first page of a listing.
 *
 * @param apiUrl of the API, without a slash at the end
 */
export function listingAddress(apiUrl: string, filter: ListingFilter): string {
  const { likedBy, category, tag, user, since } = filter
  const parameters = {
    count: String(PAGE_SIZE),
    ...(likedBy === undefined && { sort_by: SORT_BY[filter.sort] }),
    ...(category !== undefined && { categories: category }),
    ...(tag !== undefined && { tags: tag }),
    ...(user !== undefined && { user }),
    ...(likedBy !== undefined && { liked_by: likedBy }),
    ...(since !== undefined && { published_since: since }),
    ...(filter.staffPicked && { staffpicked: 'true' }),
    ...(filter.downloadable && { downloadable: 'true' }),
    ...(filter.includeAgeRestricted && { restricted: 'true' }),
  }
  return `${apiUrl}/models?${new URLSearchParams(parameters)}`
}

/** The address of what the API says of one model. */
export function modelAddress(apiUrl: string, uid: string): string {
  return `${apiUrl}/models/${encodeURIComponent(uid)}`
}

/** Whether an address is one of the API itself: the token may go there, and nowhere else. */
export function isApiAddress(apiUrl: string, address: string): boolean {
  if (!URL.canParse(address)) return false
  const [api, url] = [new URL(apiUrl), new URL(address)]
  const isBelow = url.pathname.startsWith(`${api.pathname.replace(/\/+$/, '')}/`)
  return url.origin === api.origin && isBelow && url.username === '' && url.password === ''
}

/**
 * Whether thumbnails may be fetched from an address: over https from Sketchfab's own hosts, or from the very server
 * that is configured as the API.
 */
export function isThumbnailAddress(apiUrl: string, address: string): boolean {
  if (!URL.canParse(address)) return false
  const { origin, protocol, hostname, port, username, password } = new URL(address)
  if (username !== '' || password !== '') return false
  const isSketchfab = hostname.endsWith('.sketchfab.com') && protocol === 'https:' && port === ''
  return isSketchfab || origin === new URL(apiUrl).origin
}
