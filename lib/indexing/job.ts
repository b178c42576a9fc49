import type { Job } from '@/lib/jobs/job'
import type { IndexAsked, IndexContext, IndexResult } from './index-context'

/**
 * Embeds what is missing, fits the projection, finds every model's neighbours, which are the same thing once more, who shares their
 * tags, what the same people like, and how close the others are, and publishes all of that, unless something about it looks wrong:
 * then the run waits for a review. What a kept run has made of the same is taken over from it. When nothing has changed since the
 * published run, nothing is written; when an older run that is kept was made from the same, that one is published again, unless it was
 * withdrawn or waits for a review. Resumed or started again, it publishes the same table as if it had not been interrupted; where it
 * fails, the published run stays as it was.
 */
export const indexJob: Job<IndexAsked, IndexContext, IndexResult> = {
  name: 'precompute',
  runName: 'index run',
  script: 'precompute',
  busy: (dataDir) => `Another process is computing an index run in ${dataDir}. Wait until it is done.`,
  begin: async (asked, place) =>
    (await import(/* turbopackIgnore: true */ './begin-run')).begin(asked, place),
  refusal: async (runId, place) =>
    (await import(/* turbopackIgnore: true */ './refusal')).refusal(runId, place),
  stages: [
    {
      name: 'thumbnail',
      title: 'Reading images again',
      load: () => import(/* turbopackIgnore: true */ './stages/import-retry'),
    },
    {
      name: 'embed',
      title: 'Looking at thumbnails',
      load: () => import(/* turbopackIgnore: true */ './stages/embed'),
    },
    {
      name: 'take-over',
      title: 'Taking over what has not changed',
      load: () => import(/* turbopackIgnore: true */ './stages/take-over'),
    },
    {
      name: 'project',
      title: 'Fitting the projection',
      load: () => import(/* turbopackIgnore: true */ './stages/project'),
    },
    {
      name: 'search',
      title: 'Finding neighbours',
      unitStages: ['expand', 'search'],
      load: () => import(/* turbopackIgnore: true */ './stages/search'),
    },
    {
      name: 'near-duplicates',
      title: 'Finding the same thing once more',
      load: () => import(/* turbopackIgnore: true */ './stages/near-duplicates'),
    },
    {
      name: 'tags',
      title: 'Comparing tags',
      load: () => import(/* turbopackIgnore: true */ './stages/tags'),
    },
    {
      name: 'likes',
      title: 'Learning from likes',
      load: () => import(/* turbopackIgnore: true */ './stages/likes'),
    },
    {
      name: 'measure-likes',
      title: 'Measuring what likes are worth',
      load: () => import(/* turbopackIgnore: true */ './stages/measure-likes'),
    },
    {
      name: 'tag-places',
      title: 'Finding the places of tags',
      load: () => import(/* turbopackIgnore: true */ './stages/tag-places'),
    },
    {
      name: 'calibrate',
      title: 'Telling how close is close',
      load: () => import(/* turbopackIgnore: true */ './stages/calibrate'),
    },
    {
      name: 'review',
      title: 'Comparing with the published run',
      load: () => import(/* turbopackIgnore: true */ './stages/review'),
    },
    {
      name: 'publish',
      title: 'Publishing',
      load: () => import(/* turbopackIgnore: true */ './stages/publish'),
    },
  ],
}
