/** What a form calls the options of a crawl. */
export const CRAWL_LABELS = {
  sort: 'Order',
  category: 'Category',
  tag: 'Tag',
  user: 'By a user',
  likedBy: 'Liked by a user',
  since: 'Published since',
  minLikes: 'Likes at least',
  limit: 'Models at most',
  staffPicked: 'Staff-picked only',
  downloadable: 'Downloadable only',
  models: 'Addresses or uids, one a line',
  updateDays: 'Not looked at for so many days',
  updateLimit: 'Of them at most',
  includeAgeRestricted: 'Age-restricted models too',
  includeNoai: 'Those tagged noai too',
}
export type CrawlField = keyof typeof CRAWL_LABELS
