import type { Interval } from '../bootstrap'
import type { ReliabilityBin } from '../calibration-error'
import { markup, type Markup } from './markup'
import { figure, percent, whole } from './words'

const round = (value: number) => Number(value.toFixed(2))
const within = (value: number, [low, high]: readonly [number, number]) => Math.min(high, Math.max(low, value))

/**
 * A mean as a dot on a line from one end of a range to the other, its interval as a bar. The figures are beside it: readers
 * of screens need not be told twice.
 */
export function intervalMark(
  { mean, low, high }: Interval,
  range: readonly [number, number] = [0, 1],
): Markup {
  const [width, height] = [160, 14]
  const at = (value: number) => round(((within(value, range) - range[0]) / (range[1] - range[0])) * width)
  const hasZero = range[0] < 0
  return markup`<svg class="mark" viewBox="0 0 ${width} ${height}" aria-hidden="true">
    <line class="axis" x1="0" x2="${width}" y1="7" y2="7" />
    ${hasZero && markup`<line class="zero" x1="${at(0)}" x2="${at(0)}" y1="0" y2="14" />`}
    ${low !== null && high !== null && markup`<rect class="bar" x="${at(low)}" y="4.5" width="${Math.max(1, round(at(high) - at(low)))}" height="5" rx="2.5" />`}
    <circle class="dot" cx="${at(mean)}" cy="7" r="3.5" />
  </svg>`
}

/** How many queries have which recall-capped precision: a column each for 0 to 0.1, …, 0.9 to 1, and 1. */
export function histogram(counts: readonly number[], name: string): Markup {
  const [width, height, foot, head] = [660, 220, 26, 22]
  const most = Math.max(1, ...counts)
  const step = width / counts.length
  const wordsOf = (bar: number) =>
    bar === counts.length - 1 ? '1' : `${(bar / 10).toFixed(1)} to ${((bar + 1) / 10).toFixed(1)}`
  return markup`<svg
    class="plot"
    viewBox="0 0 ${width} ${height}"
    role="img"
    aria-label="${name}: ${counts.map((count, bar) => `${wordsOf(bar)}, ${count}`).join('; ')}"
  >
    ${counts.map((count, bar) => {
      const tall = round(((height - foot - head) * count) / most)
      const middle = round(step * (bar + 0.5))
      return markup`<rect
          class="${bar === counts.length - 1 ? 'column full' : 'column'}"
          x="${round(step * bar + 3)}"
          y="${round(height - foot - tall)}"
          width="${round(step - 6)}"
          height="${tall}"
          rx="3"
        />
        <text x="${middle}" y="${round(height - foot - tall - 6)}">${whole(count)}</text>
        <text class="tick" x="${middle}" y="${height - 7}"
          >${bar === counts.length - 1 ? '1' : `${(bar / 10).toFixed(1)} –`}</text
        >`
    })}
    <line class="axis" x1="0" x2="${width}" y1="${height - foot}" y2="${height - foot}" />
  </svg>`
}

/**
 * How often what was said to be so probable was true (DeGroot and Fienberg 1983): the nearer the dots are to the
 * diagonal, the more a stated closeness can be believed. The area of a dot is how many pairs are in its bin.
 */
export function reliabilityDiagram(bins: readonly ReliabilityBin[]): Markup {
  const filled = bins.filter(({ count }) => count > 0)
  const [side, left, foot, room] = [360, 44, 44, 12]
  const size = side - left - room
  const across = (value: number) => round(left + within(value, [0, 1]) * size)
  const up = (value: number) => round(room + (1 - within(value, [0, 1])) * size)
  const most = Math.max(1, ...filled.map(({ count }) => count))
  const ticks = [0, 0.25, 0.5, 0.75, 1]
  const told = filled.map(
    ({ stated, observed, count }) => `said ${percent(stated)}, true ${percent(observed)} of ${whole(count)}`,
  )
  return markup`<svg
    class="plot square"
    viewBox="0 0 ${side} ${side - left - room + room + foot}"
    role="img"
    aria-label="Reliability: ${told.join('; ')}"
  >
    ${ticks.map(
      (tick) =>
        markup`<line class="grid" x1="${left}" x2="${left + size}" y1="${up(tick)}" y2="${up(tick)}" />
          <text class="tick end" x="${left - 8}" y="${up(tick) + 4}">${percent(tick)}</text>
          <text class="tick" x="${across(tick)}" y="${room + size + 20}">${percent(tick)}</text>`,
    )}
    <line class="diagonal" x1="${across(0)}" y1="${up(0)}" x2="${across(1)}" y2="${up(1)}" />
    ${filled.map(
      ({ stated, observed }) =>
        markup`<line
          class="miss"
          x1="${across(stated)}"
          x2="${across(stated)}"
          y1="${up(stated)}"
          y2="${up(observed)}"
        />`,
    )}
    ${filled.map(
      ({ stated, observed, count }) =>
        markup`<circle
          class="dot"
          cx="${across(stated)}"
          cy="${up(observed)}"
          r="${round(2.5 + 7 * Math.sqrt(count / most))}"
          ><title>said ${figure(stated)}, true ${figure(observed)}, ${whole(count)} pairs</title></circle
        >`,
    )}
  </svg>`
}

/** The whole range of some differences, the same to either side, so that marks can be compared. */
export function rangeAround(intervals: readonly Interval[]): [number, number] {
  const ends = intervals.flatMap(({ mean, low, high }) => [mean, low ?? 0, high ?? 0]).map(Math.abs)
  const most = Math.max(0.01, ...ends)
  return [-most, most]
}
