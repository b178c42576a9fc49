import { ERRORS_OF_95_PERCENT } from '../likes/mean'
import { markup, type Markup, verbatim } from './markup'
import { table } from './table'

/** A mean, and how far it may be off. */
export type Measured = { mean: number; standardError: number }

/** A bar of a chart; null where there is no figure. */
export type Bar = { name: string; value: Measured | null; isMain: boolean }

/** A line of a chart, with a point, or none, at each place across. */
export type Line = { name: string; points: readonly (Measured | null)[]; tone: Tone }

/** What a line looks like; the first is the one that a chart is about. */
export type Tone = 'main' | 'second' | 'third' | 'fourth'

const round = (value: number) => Number(value.toFixed(2))

/** `0.1234 ±0.0011`; a dash for none. */
export function withError(value: Measured | null): string {
  return value === null ? '–' : `${value.mean.toFixed(4)} ±${value.standardError.toFixed(4)}`
}

/** Figures as bars from nought, one below the other, each with its 95 % interval as a whisker. */
export function barChart(name: string, bars: readonly Bar[]): Markup {
  const [width, left, right, step] = [420, 128, 66, 30]
  const room = width - left - right
  // Where all are nought, or there are none, any length will do.
  const most = Math.max(0, ...bars.map(({ value }) => highOf(value))) || 1
  const at = (value: number) => round(left + (Math.max(0, value) / most) * room)
  const told = bars.map((bar) => `${bar.name} ${withError(bar.value)}`)
  return markup`<svg class="plot bars" viewBox="0 0 ${width} ${bars.length * step + 4}" role="img" aria-label="${name}: ${told.join('; ')}">
    <line class="axis" x1="${left}" x2="${left}" y1="0" y2="${bars.length * step}" />
    ${bars.map(({ name: of, value, isMain }, place) => {
      const middle = place * step + step / 2
      const label = markup`<text class="end" x="${left - 10}" y="${middle + 4}">${of}</text>`
      if (!value) return [label, markup`<text class="start tick" x="${left + 8}" y="${middle + 4}">–</text>`]
      const [low, high] = [at(value.mean - ERRORS_OF_95_PERCENT * value.standardError), at(highOf(value))]
      return [
        label,
        markup`<rect class="${isMain ? 'column full' : 'column'}" x="${left}" y="${middle - 8}" width="${round(at(value.mean) - left)}" height="16" rx="2" />`,
        value.standardError > 0 &&
          markup`<path class="whisker" d="M${low} ${middle}H${high}M${low} ${middle - 4}v8M${high} ${middle - 4}v8" />`,
        markup`<text class="start" x="${Math.max(high, at(value.mean)) + 8}" y="${middle + 4}">${value.mean.toFixed(4)}</text>`,
      ]
    })}
  </svg>`
}

/** The same with its name above. */
export function barPanel(name: string, bars: readonly Bar[]): Markup {
  return markup`<figure>
    <figcaption>${name}</figcaption>
    ${barChart(name, bars)}
  </figure>`
}

export type LineChart = {
  name: string
  /** What the places across are called. */
  across: { title: string; names: readonly string[] }
  lines: readonly Line[]
}

/** Lines over places across, each named at its end, with 95 % intervals as whiskers. */
export function lineChart({ name, across, lines }: LineChart): Markup {
  const [width, height, left, right, foot, head] = [660, 300, 52, 170, 48, 12]
  const all = lines.flatMap(({ points }) => points).filter((point) => point !== null)
  const low = Math.min(...all.map(({ mean }) => mean))
  const high = Math.max(...all.map(highOf))
  // From nought, unless all would be squeezed into the upper half.
  const start = low > high / 2 ? niceStart(low - (high - low) * 0.4) : 0
  const step = niceStep((high - start) / 4)
  const end = start + Math.max(1, Math.ceil((high - start) / step - 1e-9)) * step
  const last = Math.max(1, across.names.length - 1)
  const x = (place: number) => round(left + (place / last) * (width - left - right))
  const y = (value: number) =>
    round(head + (1 - (Math.max(start, value) - start) / (end - start)) * (height - foot - head))
  const ticks = Array.from({ length: Math.round((end - start) / step) + 1 }, (_, tick) => start + tick * step)
  const every = Math.ceil(across.names.length / 12)
  const told = lines.map((line) => {
    const [first, final] = [line.points.find(isThere), line.points.findLast(isThere)]
    return `${line.name} from ${withError(first ?? null)} to ${withError(final ?? null)}`
  })
  return markup`<svg class="plot" viewBox="0 0 ${width} ${height}" role="img" aria-label="${name}, by ${across.title}: ${told.join('; ')}">
    ${ticks.map(
      (tick) =>
        markup`<line class="grid" x1="${left}" x2="${width - right}" y1="${y(tick)}" y2="${y(tick)}" /><text class="tick end" x="${left - 8}" y="${y(tick) + 4}">${tickText(tick, step)}</text>`,
    )}
    ${across.names.map(
      (of, place) =>
        (place % every === 0 || place === last) &&
        markup`<text class="tick" x="${x(place)}" y="${height - foot + 20}">${of}</text>`,
    )}
    <text class="tick" x="${round(left + (width - left - right) / 2)}" y="${height - 6}">${across.title}</text>
    ${lines.map((line) => drawn(line, x, y))}
    ${labelled(lines, y, height - foot).map(
      ({ name: of, tone, from, to, place }) =>
        markup`<path class="lead ${tone}" d="M${x(place) + 6} ${from}L${width - right + 12} ${to}" /><text class="start ${tone}" x="${width - right + 17}" y="${to + 4}">${of}</text>`,
    )}
  </svg>`
}

function drawn({ points, tone }: Line, x: (place: number) => number, y: (value: number) => number): Markup {
  let path = ''
  points.forEach((point, place) => {
    if (point) path += `${points[place - 1] ? 'L' : 'M'}${x(place)} ${y(point.mean)}`
  })
  const marks = points.map(
    (point, place) =>
      point &&
      markup`<path class="whisker" d="M${x(place)} ${y(point.mean - ERRORS_OF_95_PERCENT * point.standardError)}V${y(highOf(point))}" />${mark(tone, x(place), y(point.mean))}`,
  )
  return markup`<g class="line ${tone}"><path class="run" d="${verbatim(path)}" />${marks}</g>`
}

/** Lines differ by shape as well as by colour. */
function mark(tone: Tone, x: number, y: number): Markup {
  if (tone === 'main') return markup`<circle class="point" cx="${x}" cy="${y}" r="4" />`
  if (tone === 'second')
    return markup`<rect class="point" x="${round(x - 3.5)}" y="${round(y - 3.5)}" width="7" height="7" />`
  if (tone === 'third') return markup`<path class="point" d="M${x} ${round(y - 5)}l4.6 8.4h-9.2z" />`
  return markup`<path class="point" d="M${x} ${round(y - 5)}l5 5l-5 5l-5 -5z" />`
}

const BETWEEN_LABELS = 17

/** Where the names of lines stand at their ends: as high as those, moved apart where they would cover one another. */
function labelled(lines: readonly Line[], y: (value: number) => number, lowest: number) {
  const ends = lines
    .flatMap(({ name, tone, points }) => {
      const place = points.findLastIndex(isThere)
      const point = points[place]
      return point ? [{ name, tone, place, from: y(point.mean), to: y(point.mean) }] : []
    })
    .sort((one, other) => one.from - other.from)
  ends.forEach((end, place) => {
    const before = ends[place - 1]
    if (before) end.to = Math.max(end.to, before.to + BETWEEN_LABELS)
  })
  for (let place = ends.length - 1; place >= 0; place--) {
    const [end, below] = [ends[place], ends[place + 1]]
    if (end) end.to = Math.min(end.to, below ? below.to - BETWEEN_LABELS : lowest)
  }
  return ends
}

function isThere(point: Measured | null): boolean {
  return point !== null
}

function highOf(value: Measured | null): number {
  return value ? value.mean + ERRORS_OF_95_PERCENT * value.standardError : 0
}

/** 1, 2 or 5 times a power of ten, no less than a length. */
function niceStep(length: number): number {
  if (!(length > 0)) return 0.25
  const power = 10 ** Math.floor(Math.log10(length))
  return ([1, 2, 5].find((factor) => factor * power >= length * (1 - 1e-9)) ?? 10) * power
}

function niceStart(value: number): number {
  const step = niceStep(Math.abs(value) / 8)
  return Math.max(0, Math.floor(value / step) * step)
}

function tickText(value: number, step: number): string {
  return value.toFixed(Math.max(0, -Math.floor(Math.log10(step) + 1e-9)))
}

/** The figures that a plot was drawn from, as a table that opens below it. */
export function figuresBehind(name: string, heads: readonly string[], rows: readonly string[][]): Markup {
  return markup`<details class="behind">
    <summary>${name} as a table</summary>
    ${table(
      name,
      heads.map((head, place) => ({ name: head, isNumber: place > 0 })),
      rows.map(
        ([first = '', ...cells]) =>
          markup`<tr><th scope="row">${first}</th>${cells.map((cell) => markup`<td class="number">${cell}</td>`)}</tr>`,
      ),
    )}
  </details>`
}
