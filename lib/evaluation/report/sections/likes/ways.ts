import type { LikeQuality } from '../../../likes/measure-likes'
import { ERRORS_OF_95_PERCENT } from '../../../likes/mean'
import { LIKES_BANDS } from '../../../likes/measure-lists'
import { barPanel, figuresBehind, lineChart, type Measured, type Tone, withError } from '../../charts'
import { markup, type Markup } from '../../markup'

/** What ways of recommending are called. */
const NAMES: Record<LikeQuality['name'], string> = {
  popularity: 'popularity',
  rp3beta: 'RP3beta',
  als: 'likes (ALS)',
  tags: 'tags',
  'likes and tags': 'likes and tags',
}

const INTERVALS = `Whiskers are 95 % intervals, ${ERRORS_OF_95_PERCENT} standard errors to either side.`

/** What is recommended to users, and what pages of models show, by each way. */
export function* waysInFigures(ways: readonly LikeQuality[]): Generator<string, void> {
  yield forUsers(ways).text
  yield onPages(ways).text
}

function forUsers(ways: readonly LikeQuality[]): Markup {
  const rows = ways.flatMap(({ name, users }) => (users ? [{ name, users }] : []))
  const measures = [
    ['Precision@10', 'precisionAt10'],
    ['Recall@10', 'recallAt10'],
    ['Mean average precision@10', 'mapAt10'],
    ['NDCG@10', 'ndcgAt10'],
  ] as const
  return markup`<section aria-labelledby="likes-users">
    <h2 id="likes-users">For users</h2>
    <p class="note">
      A fifth of the likes of each user with ten or more was put aside. Of all models that are not among the others, the ten that
      each way puts first: how many of them had been put aside, and how early. ${INTERVALS}
    </p>
    <div class="panels">
      ${measures.map(([title, key]) =>
        panel(
          title,
          rows.map(({ name, users }) => [name, users[key]]),
        ),
      )}
    </div>
    ${figuresBehind(
      'Figures for users',
      ['', ...measures.map(([title]) => title), 'Coverage@10'],
      rows.map(({ name, users }) => [
        NAMES[name],
        ...measures.map(([, key]) => withError(users[key])),
        users.coverageAt10.toFixed(3),
      ]),
    )}
  </section>`
}

function onPages(ways: readonly LikeQuality[]): Markup {
  const measures = [
    ['Hit rate@24', 'hitRateAt24'],
    ['Hit rate@24 of the tail', 'tailHitRateAt24'],
  ] as const
  const exact = (mean: number) => ({ mean, standardError: 0 })
  return markup`<section aria-labelledby="likes-pages">
    <h2 id="likes-pages">On models’ pages</h2>
    <p class="note">
      The chance that a like that was put aside is among the 24 models on the page of another like of that user; the same for the
      tail alone, which is all but the most liked models that together have half of the likes. Coverage is the share of models that
      stand on some page. ${INTERVALS}
    </p>
    <div class="panels">
      ${measures.map(([title, key]) =>
        panel(
          title,
          ways.map(({ name, pages }) => [name, pages[key]]),
        ),
      )}
      ${panel(
        'Coverage@24',
        ways.map(({ name, pages }) => [name, exact(pages.coverageAt24)]),
      )}
    </div>
    ${figuresBehind(
      'Figures of pages',
      ['', ...measures.map(([title]) => title), 'Coverage@24', 'Neighbours', 'Seconds'],
      ways.map(({ name, pages, seconds }) => [
        NAMES[name],
        ...measures.map(([, key]) => withError(pages[key])),
        pages.coverageAt24.toFixed(3),
        pages.meanLength.toFixed(1),
        seconds.toFixed(1),
      ]),
    )}
    ${byLikes(ways)}
  </section>`
}

function panel(title: string, rows: readonly [LikeQuality['name'], Measured | null][]): Markup {
  return barPanel(
    title,
    rows.map(([name, value]) => ({ name: NAMES[name], value, isMain: name === 'als' })),
  )
}

const TONES: [LikeQuality['name'], Tone][] = [
  ['als', 'main'],
  ['rp3beta', 'second'],
  ['popularity', 'third'],
  ['likes and tags', 'fourth'],
]

function byLikes(ways: readonly LikeQuality[]): Markup {
  const bands = LIKES_BANDS.map(({ name }) => name)
  return markup`<h3>By likes of the page’s model</h3>
    <figure>
      <figcaption>Hit rate@24 on the pages of models that so many like, as far as the likes to learn from go.</figcaption>
      ${lineChart({
        name: 'Hit rate@24',
        across: { title: 'likes of the model', names: bands },
        lines: TONES.flatMap(([wanted, tone]) => {
          const way = ways.find(({ name }) => name === wanted)
          return way ? [{ name: NAMES[wanted], points: way.pages.byLikes, tone }] : []
        }),
      })}
    </figure>
    ${figuresBehind(
      'Hit rate@24 by likes',
      ['', ...bands],
      ways.map(({ name, pages }) => [NAMES[name], ...pages.byLikes.map(withError)]),
    )}`
}
