import type { BlendMeasures, BlendQuality } from '../../../likes/measure-blend'
import { barChart, figuresBehind, lineChart, withError } from '../../charts'
import { markup, type Markup } from '../../markup'

/** What mixes of lists were worth on pages, and what the best of them was worth in the test. */
export function mixesOfLists({ kinds, mixes, best, tested }: BlendMeasures): Markup {
  const parts = partsOf(kinds)
  const title = parts.join(' : ')
  const nameOf = (mix: BlendQuality) => parts.map((part) => mix[part]).join(' : ')
  const plain = mixes.filter(({ popularity }) => popularity === 0)
  return markup`<section aria-labelledby="blend">
    <h2 id="blend">Which mix is best</h2>
    <p class="note">
      Mixes of lists on models’ pages, ${title}, on a split within the likes that are learned from. The best for the tail is
      ${nameOf(best)}; in the test it has a hit rate@24 of ${withError(tested.pages.hitRateAt24)}, of the tail
      ${withError(tested.pages.tailHitRateAt24)}.
    </p>
    ${kinds.length > 2 ? asBars(mixes, best, title, nameOf) : asLines(plain, title, nameOf)}
    ${figuresBehind(
      'Figures of mixes',
      [title, 'Hit rate@24', 'of the tail', 'Coverage@24'],
      mixes.map((mix) => [
        nameOf(mix),
        withError(mix.pages.hitRateAt24),
        withError(mix.pages.tailHitRateAt24),
        mix.pages.coverageAt24.toFixed(3),
      ]),
    )}
  </section>`
}

/** The parts of a mix that were tried, likes first. */
export function partsOf(kinds: BlendMeasures['kinds']) {
  return [...kinds, 'popularity'] as const
}

function asLines(
  mixes: readonly BlendQuality[],
  title: string,
  nameOf: (mix: BlendQuality) => string,
): Markup {
  return markup`<figure>
    <figcaption>Hit rate@24 by mix, from likes alone on the left to none on the right.</figcaption>
    ${lineChart({
      name: 'Hit rate@24',
      across: { title, names: mixes.map(nameOf) },
      lines: [
        { name: 'of the tail', points: mixes.map(({ pages }) => pages.tailHitRateAt24), tone: 'main' },
        { name: 'hit rate@24', points: mixes.map(({ pages }) => pages.hitRateAt24), tone: 'second' },
      ],
    })}
  </figure>`
}

function asBars(
  mixes: readonly BlendQuality[],
  best: BlendQuality,
  title: string,
  nameOf: (mix: BlendQuality) => string,
): Markup {
  const panels = [
    ['Hit rate@24 of the tail', 'tailHitRateAt24'],
    ['Hit rate@24', 'hitRateAt24'],
  ] as const
  return markup`<div class="panels">
    ${panels.map(
      ([name, key]) =>
        markup`<figure>
          <figcaption>${name}, by ${title}</figcaption>
          ${barChart(
            name,
            mixes.map((mix) => ({
              name: nameOf(mix),
              value: mix.pages[key],
              isMain: nameOf(mix) === nameOf(best),
            })),
          )}
        </figure>`,
    )}
  </div>`
}
