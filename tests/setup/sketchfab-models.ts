/** A model as Sketchfab's API describes it, as far as anybody here looks. */
export type ApiModel = Record<string, unknown> & { uid: string; thumbnails: { images: ApiImage[] } }
export type ApiImage = { url: string; width: number; height: number }

export const uidOf = (place: number) => place.toString(16).padStart(32, '0')

/** The API gives a licence in three ways. */
const LICENSES = ['CC Attribution', { label: 'CC0 Public Domain', slug: 'cc0' }, null]

/** The address of a thumbnail; `variant` makes another of it. */
export const thumbnailOf = (origin: string, uid: string, variant = '', size = '512x288') =>
  `${origin}/thumbnails/${uid}/${size}${variant}.png`

/** The made-up model number `place`: no two are quite alike, and all that the API may leave out is left out of some. */
export function apiModel(origin: string, place: number, changes: Record<string, unknown> = {}): ApiModel {
  const uid = uidOf(place)
  const image = (width: number, height: number) => ({
    url: thumbnailOf(origin, uid, '', `${width}x${height}`),
    width,
    height,
  })
  const landscape = [image(1024, 576), image(512, 288), image(256, 144)]
  const portrait = [image(144, 256), image(288, 512)]
  return {
    uid,
    name: `Model no. ${place}`,
    description: place % 4 === 0 ? null : `What there is to say of ${place}`,
    viewerUrl: `https://sketchfab.com/3d-models/model-no-${place}-${uid}`,
    embedUrl: `https://sketchfab.com/models/${uid}/embed`,
    user: {
      username: `user${place % 7}`,
      displayName: `User ${place % 7}`,
      profileUrl: `https://sketchfab.com/user${place % 7}`,
    },
    license: LICENSES[place % 3],
    tags: [{ slug: `tag-${place % 11}` }, { slug: 'wood' }],
    categories: [{ uid: 'c', name: `Category ${place % 5}`, slug: 'c' }],
    likeCount: 100_000 - place,
    viewCount: place,
    faceCount: place * 2,
    isDownloadable: place % 2 === 0,
    animationCount: place % 3 === 0 ? 2 : 0,
    isAgeRestricted: false,
    publishedAt: '2020-01-02T03:04:05.678901',
    thumbnails: { images: place % 10 === 9 ? [] : place % 7 === 6 ? portrait : landscape },
    ...changes,
  }
}

export const apiModels = (origin: string, count: number) =>
  Array.from({ length: count }, (_, place) => apiModel(origin, place))
