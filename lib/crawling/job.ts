import type { Job } from '@/lib/jobs/job'
import type { CrawlAsked, CrawlContext, CrawlResult } from './crawl-context'

/**
 * Brings models of Sketchfab into the catalogue, or up to date, and then the thumbnails that are missing. All that it
 * knows is in the database: killed at any moment and started again with the same options, it comes to the same as if it
 * had not been, and asks again only for what was under way. It fails when a page of the listing, or so many things in a
 * row that the next would, too, cannot be read, or when the server asks to be left alone for long; what was read is kept.
 */
export const crawlJob: Job<CrawlAsked, CrawlContext, CrawlResult> = {
  name: 'crawl',
  runName: 'crawl',
  script: 'catalog-sketchfab',
  busy: () => 'Another crawl is running over this data directory. Wait until it has ended.',
  begin: async (asked, place) =>
    (await import(/* turbopackIgnore: true */ './begin-run')).begin(asked, place),
  stages: [
    {
      name: 'pages',
      title: 'Listing models',
      load: () => import(/* turbopackIgnore: true */ './stages/pages'),
    },
    {
      name: 'models',
      title: 'Asking for models',
      load: () => import(/* turbopackIgnore: true */ './stages/models'),
    },
    {
      name: 'thumbnails',
      title: 'Fetching thumbnails',
      load: () => import(/* turbopackIgnore: true */ './stages/thumbnails'),
    },
  ],
}
