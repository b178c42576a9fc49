/** What the stages of jobs do, in words, wherever they are shown. */
const TITLES: Record<string, string> = {
  thumbnail: 'Reading images again',
  embed: 'Looking at thumbnails',
  project: 'Fitting the projection',
  search: 'Finding neighbours',
  review: 'Comparing with the published run',
  publish: 'Publishing',
  pages: 'Listing models',
  models: 'Asking for models',
  thumbnails: 'Fetching thumbnails',
}

/** A stage in words; one that is not known, as it is called. */
export function stageTitle(stage: string): string {
  return TITLES[stage] ?? stage
}
