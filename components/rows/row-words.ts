import type { Kind, SimilarKind } from '@/lib/facts/kinds'

/** What stands above a row. */
export const ROW_TITLES: Record<SimilarKind, string> = {
  blend: 'All together',
  visual: 'Looks like this',
  likes: 'Liked by the same people',
  tags: 'About the same thing',
}

/** Said where a row is asked for that there is nothing of. */
export const NOTHING_OF: Record<SimilarKind, string> = {
  blend: 'What counts in this mix finds nothing for this model.',
  visual: 'The picture of this model had not been compared when likes and tags were.',
  likes: 'Nobody had liked this model yet when the catalogue was last compared.',
  tags: 'This model has no tag in common with any other.',
}

/** Said where a kind counts in a mix in vain. */
export const WITHOUT_SAY: Record<Kind, string> = {
  visual: 'Its picture has not been compared: looks have no say here.',
  likes: 'Nobody has liked this one yet: likes have no say here.',
  tags: 'It shares no tag with others: the subject has no say here.',
}
