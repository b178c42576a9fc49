import { expect, it } from 'vitest'
import { crawlOptionsSchema } from '@/lib/crawling/crawl-options'
import { uidOf } from '../setup/sketchfab-models'

const problems = (input: unknown) =>
  crawlOptionsSchema
    .safeParse(input)
    .error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)

it('asks for the most liked models, politely, when nothing is said', () => {
  expect(crawlOptionsSchema.parse({})).toEqual({
    sort: 'likes',
    staffPicked: false,
    downloadable: false,
    minLikes: 0,
    models: [],
    includeAgeRestricted: false,
    includeNoai: false,
    restart: false,
    resolveShortLinks: false,
    rate: 4,
    concurrency: 4,
    maxRequests: 10_000,
  })
})

it('knows what is meant by a uid or an address', () => {
  expect(crawlOptionsSchema.parse({ models: [`sketchfab.com/models/${uidOf(1)}/embed`] }).models).toEqual([
    { kind: 'uid', uid: uidOf(1) },
  ])
})

it.each([
  [{ models: ['../../x'] }, /models\.0: “\.\.\/\.\.\/x” is neither a uid/],
  [{ models: ['https://skfb.ly/abc'] }, /resolveShortLinks: must be set/],
  [{ likedBy: 'ada', tag: 'wood', downloadable: true }, /likedBy: cannot be combined with tag, downloadable/],
  [{ models: [uidOf(1)], updateDays: 3 }, /updateDays: cannot be combined/],
  [{ category: 'a&b=c' }, /category: must be letters/],
  [{ since: 'yesterday' }, /since: must be a day/],
  [{ rate: 21 }, /rate/],
  [{ rate: 0 }, /rate/],
  [{ concurrency: 9 }, /concurrency/],
  [{ limit: 0 }, /limit/],
  [{ colour: 'red' }, /colour/],
])('refuses %j', (input, message) => {
  expect(problems(input)).toEqual([expect.stringMatching(message)])
})
