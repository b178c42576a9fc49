import { capitalise } from '@/lib/text/capitalise'
import type { Contender, GroupFigures, ReportFigures, ShownQuery } from './figures'
import { SCRIPT, STYLE } from './look'
import { markup, type Markup, verbatim } from './markup'
import { histogram, intervalMark, rangeAround, reliabilityDiagram } from './plots'
import { counted, figure, limits, type Measure, measuresOf, percent, signed, verdict, whole } from './words'

/** A model as contact sheets show it. */
export type ReportPicture = {
  name: string
  /** An address, or the picture itself; null where it cannot be had. */
  source: string | null
  /** `#rrggbb`, of one that is cut out. */
  tint: string | null
  ageRestricted: boolean
}

/** Something that is said of the report beside its figures. */
export type Fact = { name: string; value: string; isWide?: boolean; isCode?: boolean }

type Frame = {
  title: string
  /** What was evaluated. */
  facts: readonly Fact[]
  /** Rules of CSS for the type, if it is at hand. */
  fonts: string
  /** Where the way back leads; null for a page that stands by itself. */
  back: { address: string; name: string } | null
}

export type ReportPage = Frame & {
  figures: ReportFigures
  /** By id; null for one that is not in the catalogue any more. */
  pictureOf: (model: number) => ReportPicture | null
}

/** The page of a quality report, piece by piece. It asks for nothing but the pictures, where those are addresses. */
export function* reportPage({ figures, pictureOf, ...frame }: ReportPage): Generator<string, void> {
  yield* head(frame)
  yield inFigures(figures).text
  if (figures.contenders.length > 1) yield sideBySide(figures).text
  if (figures.reliability !== null) yield reliability(figures.reliability).text
  yield markup`<section aria-labelledby="queries">
    <h2 id="queries">Queries, seen</h2>
    <p class="note">
      A query, and the first ${figures.depth} of its ranking. A frame and a tick mark those of its label
      “${figures.label}”; of the others their own is below. The best, those around the middle and the worst,
      by recall-capped
      precision@${figures.depth}${figures.contenders[0]?.means.averagePrecision ? ', then average precision' : ''};
      one a label as long as there are others.
    </p>`.text
  const sheets = [
    ['The best', figures.best],
    ['Around the middle', figures.median],
    ['The worst', figures.worst],
  ] as const
  for (const [title, queries] of sheets) {
    yield markup`<h3>${title}</h3>`.text
    for (const query of queries) yield sheetRow(query, figures.depth, pictureOf).text
  }
  yield '</section>'
  yield worstLabels(figures).text
  yield* groups(figures, 'category', 'By category', figures.byCategory, figures.categoryCount)
  yield* groups(figures, 'label', 'By label', figures.byLabel, figures.labelCount)
  yield `</main><script>${SCRIPT}</script></body></html>`
}

/** The page of a report that has nothing to say: what is missing, and how it is had. */
export function* emptyReport({ reason, ...frame }: Frame & { reason: string }): Generator<string, void> {
  yield* head(frame)
  yield markup`<section aria-labelledby="missing">
    <h2 id="missing">Nothing to measure by</h2>
    <p>${reason}</p>
    <p class="note" style="margin-top:1.2rem">A report compares look-alikes with what models are known to be. A table with the header <code>file,label</code> says so, with a row a picture: its path below the folder, and what it is. Models with the same label should look alike.</p>
    <pre tabindex="0" role="region" aria-label="A table of labels"><code>file,label
chairs/oak.png,chair
chairs/steel.png,chair
lamps/desk.png,lamp</code></pre>
    <pre tabindex="0" role="region" aria-label="Commands"><code>npm run catalog:folder -- FOLDER --labels labels.csv
npm run precompute
npm run evaluate -- --min-relevant 3 --report report.html</code></pre>
    <p class="note">A model is a query where at least ten others have its label, unless <code>--min-relevant</code> says otherwise. The sample catalogue (<code>npm run catalog:sample</code>) has labels already.</p>
  </section></main></body></html>`.text
}

function* head({ title, facts, fonts, back }: Frame): Generator<string, void> {
  yield '<!doctype html>'
  yield markup`<html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="robots" content="noindex" />
      <title>${title} · Rec-a-Sketch</title>
      <link rel="icon" href="data:," />
      <style>
        ${verbatim(fonts)}${verbatim(STYLE)}
      </style>
    </head>
    <body>
      <header>
        ${back ? markup`<a class="word" href="/">Rec<span>-a-</span>Sketch</a>` : markup`<div class="word">Rec<span>-a-</span>Sketch</div>`}
        ${back && markup`<p style="margin-top:1.5rem"><a href="${back.address}">${back.name}</a></p>`}
      </header>
      <main>
        <h1>${title}</h1>
        <dl>
          ${facts.map(
            ({ name, value, isWide, isCode }) =>
              markup`<div${isWide ? verbatim(' class="wide"') : null}><dt>${name}</dt><dd>${isCode ? markup`<code>${value}</code>` : value}</dd></div>`,
          )}
        </dl>`.text
}

function inFigures(figures: ReportFigures): Markup {
  const { depth, queries, labelCount, distribution, leastRelevant } = figures
  const [{ means }] = firstOf(figures)
  return markup`<section aria-labelledby="figures">
    <h2 id="figures">In figures</h2>
    <div class="figures">
      ${measuresOf({ depth, means }).map(({ key, name, meaning }) => {
        const interval = means[key]
        return (
          interval &&
          markup`<div>
            <h3>${name}</h3>
            <div class="value">${figure(interval.mean)}</div>
            ${intervalMark(interval)}
            <p class="limits">${interval.low === null ? 'Too few for an interval' : limits(interval)}</p>
            <p class="note">${capitalise(meaning)}.</p>
          </div>`
        )
      })}
    </div>
    <p class="note">
      Means over ${counted(queries, 'query', 'queries')} of ${counted(labelCount, 'label')}: every model of
      which at least ${counted(leastRelevant, 'other')} ${leastRelevant === 1 ? 'has' : 'have'} its label.
      ${howIntervals(figures)}
    </p>
    <figure>
      <figcaption>
        How many queries have which recall-capped precision@${depth}. In the last column all that could be
        found was.
      </figcaption>
      ${histogram(distribution, `Queries by recall-capped precision@${depth}`)}
    </figure>
  </section>`
}

const FEW_LABELS = 20

/** How the intervals came about, and what they do not promise. */
function howIntervals({ unit, resamples, labelCount }: ReportFigures): string {
  const drawn = `95 % confidence intervals by the bootstrap (Efron 1979), ${whole(resamples)} resamples`
  if (unit === 'query') {
    return `${drawn} of queries: with so few labels they say how far other models of these labels may be off, and nothing of other labels.`
  }
  const few = labelCount < FEW_LABELS ? ' With fewer than twenty they are somewhat too narrow.' : ''
  return `${drawn} of labels, each with all of its queries: those of one label fare alike, and drawn one by one would promise too much.${few}`
}

function sideBySide(figures: ReportFigures): Markup {
  const { contenders, depth } = figures
  const [first] = firstOf(figures)
  const measures = measuresOf({ depth, means: first.means })
  const hasCost = contenders.some(({ msPerImage }) => msPerImage !== null)
  const heads = [
    '',
    'Queries',
    ...measures.map(({ name }) => name),
    ...(hasCost ? ['ms an image', 'Bytes a model'] : []),
  ]
  return markup`<section aria-labelledby="side-by-side">
    <h2 id="side-by-side">Side by side</h2>
    <p class="note">
      Below each figure is its interval, then how much more it is than that of ${first.name}, over the queries that both
      have. The second table has the intervals of these differences, drawn in pairs: where 0 is within, no difference is
      to be seen.
    </p>
    ${table(
      'Side by side',
      heads.map((name, place) => ({ name, isNumber: place > 0 })),
      contenders.map(
        (contender) =>
          markup`<tr>
            <th scope="row">${contender.name}</th>
            <td class="number">${whole(contender.queries)}</td>
            ${measures.map(({ key }) => contenderCell(contender, key))}
            ${
              hasCost && [
                markup`<td class="number">${contender.msPerImage?.toFixed(1) ?? '–'}</td>`,
                markup`<td class="number">
                  ${contender.bytesPerModel === null ? '–' : whole(Math.round(contender.bytesPerModel))}
                </td>`,
              ]
            }
          </tr>`,
      ),
    )}
    ${differences(contenders.slice(1), first, measures)}
  </section>`
}

function contenderCell({ means, difference }: Contender, key: Measure['key']): Markup {
  const [mean, more] = [means[key], difference?.means[key]]
  if (!mean) return markup`<td class="number">–</td>`
  return markup`<td class="number">
    ${figure(mean.mean)}<small>${limits(mean)}</small>${more ? markup`<small>${signed(more.mean)}</small>` : null}
  </td>`
}

function differences(others: readonly Contender[], first: Contender, measures: readonly Measure[]): Markup {
  const rows = others.flatMap(({ name, difference }) =>
    measures.flatMap((measure) => {
      const interval = difference?.means[measure.key]
      return interval ? [{ name, measure, interval, queries: difference?.queries ?? 0 }] : []
    }),
  )
  const range = rangeAround(rows.map(({ interval }) => interval))
  return markup`<h3>Against ${first.name}</h3>
    ${table(
      `Differences from ${first.name}`,
      ['', 'Measure', 'Difference', '', ''].map((name, place) => ({ name, isNumber: place === 2 })),
      rows.map(
        ({ name, measure, interval, queries }) =>
          markup`<tr>
            <th scope="row">${name}</th>
            <td>${measure.name}<small>over ${counted(queries, 'query', 'queries')}</small></td>
            <td class="number">
              ${signed(interval.mean)}<small
                >${interval.low === null || interval.high === null ? '–' : `${signed(interval.low)} to ${signed(interval.high)}`}</small
              >
            </td>
            <td>${intervalMark(interval, range)}</td>
            <td>${capitalise(verdict(interval))}</td>
          </tr>`,
      ),
    )}`
}

function reliability(bins: NonNullable<ReportFigures['reliability']>): Markup {
  return markup`<section aria-labelledby="reliability">
    <h2 id="reliability">Closeness, as said and as true</h2>
    <figure style="margin-top:1.1rem">
      <figcaption>
        Across: how probable it is said to be that two models are of one kind. Up: of how many that was true.
        On the diagonal both agree; a larger dot stands for more pairs.
      </figcaption>
      ${reliabilityDiagram(bins)}
    </figure>
  </section>`
}

function sheetRow(query: ShownQuery, depth: number, pictureOf: ReportPage['pictureOf']): Markup {
  const { model, label, relevant, nearest } = query
  const hits = nearest.filter((near) => near.label === label).length
  const average =
    query.averagePrecision === null ? '' : ` · average precision ${figure(query.averagePrecision)}`
  const picture = pictureOf(model)
  return markup`<div class="query">
    <h4>${picture?.name ?? 'A model that is gone'}</h4>
    <p class="note">${label} · ${hits} of ${Math.min(depth, relevant)}${average}</p>
    ${tile(picture)}
    <ol class="ten">
      ${nearest.map((near) => {
        const isHit = near.label === label
        return markup`<li class="${isHit ? 'hit' : 'miss'}">
          ${tile(pictureOf(near.model))}${isHit ? markup`<span class="unseen">of the same label</span>` : markup`<span>${near.label ?? 'no label'}</span>`}
        </li>`
      })}
    </ol>
  </div>`
}

const TINT = /^#[0-9a-f]{6}$/i

function tile(picture: ReportPicture | null): Markup {
  if (!picture) return markup`<div class="tile"><em>gone</em></div>`
  const { name, source, ageRestricted } = picture
  const tint = picture.tint !== null && TINT.test(picture.tint) ? picture.tint : null
  const covered = ageRestricted && source !== null ? verbatim(' data-covered') : null
  if (source === null) return markup`<div class="tile"><em>${name}</em></div>`
  return markup`<div class="tile" ${covered}${tint && markup` data-look="cut-out" style="--tint:${tint}"`}>
    <img
      src="${source}"
      alt="${name}"
      title="${name}"
      ${source.startsWith('data:') ? null : verbatim(' loading="lazy"')}
      decoding="async"
    />
  </div>`
}

function worstLabels(figures: ReportFigures): Markup {
  const { depth, worstLabels: rows } = figures
  return markup`<section aria-labelledby="worst-labels">
    <h2 id="worst-labels">The worst labels</h2>
    <p class="note">
      Those with the lowest recall-capped precision@${depth}, and which others stand among the first ${depth}
      of their queries instead, as shares of all places.
    </p>
    ${table(
      'The worst labels',
      ['Label', 'Queries', `Recall-capped\nprecision@${depth}`, '95 % interval', 'Found instead'].map(
        (name, place) => ({
          name,
          isNumber: place === 1 || place === 2,
        }),
      ),
      rows.map(
        ({ name, queries, means: { recallCappedPrecision }, instead }) =>
          markup`<tr>
            <th scope="row">${name}</th>
            <td class="number">${whole(queries)}</td>
            <td class="number">${figure(recallCappedPrecision.mean)}</td>
            <td>${intervalMark(recallCappedPrecision)}<small>${limits(recallCappedPrecision)}</small></td>
            <td class="instead">
              ${instead.map(({ label, share }) => `${label ?? 'no label'} ${percent(share)}`).join(', ') || '–'}
            </td>
          </tr>`,
      ),
    )}
  </section>`
}

function* groups(
  figures: ReportFigures,
  id: string,
  title: string,
  rows: readonly GroupFigures[],
  count: number,
): Generator<string, void> {
  if (rows.length === 0) return
  const [{ means }] = firstOf(figures)
  const measures = measuresOf({ depth: figures.depth, means })
  const isOfLabels = id === 'label'
  const heads = [
    { name: isOfLabels ? `Label (${figures.label})` : 'Category', isNumber: false },
    { name: 'Queries', isNumber: true },
    ...measures.map(({ name }) => ({ name, isNumber: true })),
    { name: `Recall-capped precision@${figures.depth},\n95 % interval`, isNumber: false },
  ]
  const left =
    count > rows.length
      ? ` Of ${whole(count)} the ${whole(rows.length)} with the most queries are listed.`
      : ''
  yield markup`<section aria-labelledby="by-${id}">
    <h2 id="by-${id}">${title}</h2>
    <p class="note">
      ${isOfLabels ? 'Intervals of one label are over its queries, of which too few have none.' : 'A model counts in each of its categories. Where a category has models of fewer than five labels, its interval is over queries.'}${left}
    </p>
    ${table(
      title,
      heads,
      rows.map(({ name, queries, means: own }) => {
        const { recallCappedPrecision } = own
        return markup`<tr>
          <th scope="row">${name}</th>
          <td class="number" data-value="${queries}">${whole(queries)}</td>
          ${measures.map(({ key }) => {
            const mean = own[key]?.mean ?? 0
            return markup`<td class="number" data-value="${mean.toFixed(5)}">${figure(mean)}</td>`
          })}
          <td data-value="${recallCappedPrecision.mean.toFixed(5)}">
            ${intervalMark(recallCappedPrecision)}<small>${limits(recallCappedPrecision)}</small>
          </td>
        </tr>`
      }),
      true,
    )}
  </section>`.text
}

/** A table that scrolls sideways, by the keyboard, too, where there is no room for it. */
function table(
  label: string,
  heads: readonly { name: string; isNumber: boolean }[],
  rows: readonly Markup[],
  sorts = false,
): Markup {
  return markup`<div class="scroll" tabindex="0" role="region" aria-label="${label}, in a table"><table${sorts && verbatim(' data-sorts')}>
    <thead><tr>${heads.map(({ name, isNumber }) =>
      name === ''
        ? markup`<td></td>`
        : markup`<th scope="col" ${isNumber && verbatim(' class="number"')}>
            ${name.split('\n').map((line, place) => [place > 0 && verbatim('<br />'), line])}
          </th>`,
    )}</tr></thead>
    <tbody>${rows}</tbody>
  </table></div>`
}

function firstOf({ contenders }: ReportFigures): [Contender] {
  const [first] = contenders
  if (!first) throw new Error('A report is about something.')
  return [first]
}
