/** The parameters of an address that filter look-alikes, in the order in which they are written. */
export const FILTER_NAMES = /** @type {const} */ ([
  'category',
  'tag',
  'license',
  'author',
  'notAuthor',
  'downloadable',
  'animated',
  'minLikes',
  'minFaces',
  'maxFaces',
])
