import type { ReportFigures, ShownQuery } from '../figures'
import { markup, type Markup, verbatim } from '../markup'
import { figure } from '../words'

/** A model as contact sheets show it. */
export type ReportPicture = {
  name: string
  /** An address, or the picture itself; null where it cannot be had. */
  source: string | null
  /** `#rrggbb`, of one that is cut out. */
  tint: string | null
  ageRestricted: boolean
}

/** By the id of a model; null for one that is not in the catalogue any more. */
export type PictureOf = (model: number) => ReportPicture | null

/** The best queries, those around the middle and the worst, each with the first of its ranking. */
export function* contactSheets(figures: ReportFigures, pictureOf: PictureOf): Generator<string, void> {
  yield markup`<section aria-labelledby="queries">
    <h2 id="queries">Queries, seen</h2>
    <p class="note">
      A query, and the first ${figures.depth} of its ranking. A frame and a tick mark those of its label
      “${figures.label}”; of the others their own is below. The best, those around the middle and the worst,
      by recall-capped
      precision@${figures.depth}${figures.contenders[0].means.averagePrecision ? ', then average precision' : ''};
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
}

function sheetRow(query: ShownQuery, depth: number, pictureOf: PictureOf): Markup {
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
