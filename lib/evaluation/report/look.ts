/** The colours of app/globals.css, which a test holds them to: a report is a page of its own, and looks like the others. */
export const TOKENS = `
  --color-ground: light-dark(#fcfbf9, #141413);
  --color-raised: light-dark(#ffffff, #1d1c1b);
  --color-tile: light-dark(#f1efeb, #21201e);
  --color-line: light-dark(#e5e2dc, #35332f);
  --color-ink: light-dark(#1c1b19, #f1efea);
  --color-muted: light-dark(#6a665f, #a5a098);
  --color-accent: light-dark(#c8202f, #ff6b66);
`

export const STYLE = `
:root {
  color-scheme: light dark;${TOKENS}
  --font-sans: 'Instrument Sans Variable', ui-sans-serif, system-ui, sans-serif;
  --font-display: 'Instrument Serif', ui-serif, Georgia, serif;
}
* { box-sizing: border-box; }
html {
  background: var(--color-ground); color: var(--color-ink);
  font: 1rem/1.55 var(--font-sans); -webkit-text-size-adjust: 100%; -webkit-font-smoothing: antialiased;
}
body { max-width: 74rem; margin: 0 auto; padding: 1.75rem 2.5rem 6rem; }
h1, h2, h3 { font: 400 1rem/1.1 var(--font-display); letter-spacing: -0.01em; text-wrap: balance; margin: 0; }
h1 { font-size: 3.5rem; margin: 3.5rem 0 2.5rem; }
h2 { font-size: 1.9rem; }
h3 { font-size: 1.45rem; margin-top: 3rem; }
p { margin: 0; text-wrap: pretty; max-width: 42rem; }
a { color: inherit; text-decoration-color: var(--color-accent); text-underline-offset: 4px; }
a:hover { color: var(--color-accent); }
:focus-visible { outline: 2px solid var(--color-accent); outline-offset: 3px; border-radius: 2px; }
code { font: 0.9em/1.5 ui-monospace, 'SF Mono', Menlo, Consolas, monospace; overflow-wrap: anywhere; }
section { margin-top: 4rem; border-top: 1px solid var(--color-line); padding-top: 2.5rem; }
section > h2 + * { margin-top: 1.1rem; }
.note { color: var(--color-muted); font-size: 0.9rem; }
.word { font: 400 1.85rem/1 var(--font-display); letter-spacing: -0.01em; text-decoration: none; }
.word span { color: var(--color-accent); }
dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(13rem, 1fr)); gap: 1.4rem 2.5rem; margin: 0; }
dt { color: var(--color-muted); font-size: 0.9rem; }
dd { margin: 0.1rem 0 0; line-height: 1.4; overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
dl .wide { grid-column: 1 / -1; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(15rem, 1fr)); gap: 2rem 3rem; }
.figures h3 { font: 500 1rem/1.3 var(--font-sans); letter-spacing: 0; margin: 0; }
.figures .value { font: 400 3.6rem/1.1 var(--font-display); font-variant-numeric: lining-nums tabular-nums; }
.figures .limits { font-variant-numeric: tabular-nums; }
.figures .mark { width: 100%; max-width: 16rem; margin: 0.6rem 0; }
.figures + .note { margin-top: 2rem; }
figure { margin: 2.5rem 0 0; }
figcaption { margin-bottom: 0.9rem; color: var(--color-muted); font-size: 0.9rem; max-width: 42rem; }
svg { display: block; overflow: visible; }
.mark { width: 10rem; height: auto; }
.mark .axis, .plot .axis { stroke: var(--color-line); stroke-width: 1.5; }
.mark .zero { stroke: var(--color-muted); stroke-width: 1; stroke-dasharray: 2 2; }
.mark .bar { fill: var(--color-ink); opacity: 0.28; }
.mark .dot, .plot .dot { fill: var(--color-accent); }
.plot { width: 100%; max-width: 44rem; height: auto; font: 12px var(--font-sans); }
.plot.square { max-width: 26rem; }
.plot text { fill: var(--color-ink); text-anchor: middle; font-variant-numeric: tabular-nums; }
.plot text.tick { fill: var(--color-muted); }
.plot text.end { text-anchor: end; }
.plot .column { fill: var(--color-muted); opacity: 0.55; }
.plot .column.full { fill: var(--color-accent); opacity: 1; }
.plot .grid { stroke: var(--color-line); }
.plot .diagonal { stroke: var(--color-muted); stroke-dasharray: 3 4; }
.plot .miss { stroke: var(--color-accent); opacity: 0.5; }
.plot text.start { text-anchor: start; }
.plot.bars { max-width: 30rem; }
.plot .whisker { fill: none; stroke: var(--color-ink); stroke-width: 1.5; opacity: 0.75; }
.plot .run { fill: none; stroke: currentColor; stroke-width: 2; }
.plot .point { fill: currentColor; }
.plot .line .whisker { stroke: currentColor; opacity: 0.45; }
.plot .lead { fill: none; stroke: currentColor; opacity: 0.3; }
.plot .main { color: var(--color-accent); }
.plot .second { color: var(--color-ink); }
.plot .third { color: var(--color-muted); }
.plot .fourth { color: color-mix(in oklab, var(--color-accent), var(--color-ink) 55%); }
.plot .second .run { stroke-dasharray: 7 3; }
.plot .third .run { stroke-dasharray: 2 4; }
.plot .fourth .run { stroke-dasharray: 9 3 2 3; }
.panels { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 25rem), 1fr)); gap: 0.5rem 3rem; }
.panels figcaption { color: var(--color-ink); font-weight: 500; margin-bottom: 0.6rem; }
.behind { margin-top: 1.5rem; }
.behind summary { cursor: pointer; color: var(--color-muted); font-size: 0.9rem; width: fit-content; }
.behind summary:hover { color: var(--color-accent); }
.behind .scroll { margin-top: 1rem; }
.scroll { overflow-x: auto; border-radius: 6px; margin-top: 1.75rem; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: start; padding: 0.6rem 1.5rem 0.6rem 0; vertical-align: baseline; font-weight: 400; }
th:last-child, td:last-child { padding-right: 0; }
thead th { color: var(--color-muted); font-size: 0.9rem; vertical-align: bottom; padding-top: 0; line-height: 1.3; }
tbody > tr > * { border-top: 1px solid var(--color-line); }
tbody th { overflow-wrap: anywhere; min-width: 8rem; }
td.number, th.number { text-align: end; white-space: nowrap; }
td small { display: block; color: var(--color-muted); font-size: 0.8rem; }
td .mark { min-width: 8rem; }
td.instead { min-width: 14rem; }
th button { all: unset; cursor: pointer; }
th button:hover { color: var(--color-accent); }
th button:focus-visible { outline: 2px solid var(--color-accent); outline-offset: 3px; border-radius: 2px; }
th button::after { content: ' ↕'; opacity: 0.45; }
th[aria-sort='ascending'] button::after { content: ' ↑'; opacity: 1; }
th[aria-sort='descending'] button::after { content: ' ↓'; opacity: 1; }
.query { display: grid; grid-template-columns: 8.5rem minmax(0, 1fr); gap: 0.7rem 1.6rem; padding-top: 1.9rem; break-inside: avoid; align-items: start; }
.query h4 { font: 500 1rem/1.3 var(--font-sans); margin: 0; overflow-wrap: anywhere; grid-column: 1 / -1; }
.query .note { font-size: 0.85rem; line-height: 1.4; overflow-wrap: anywhere; grid-column: 1 / -1; margin-top: -0.6rem; }
.ten { list-style: none; margin: 0; padding: 0; display: grid; grid-template-columns: repeat(10, minmax(0, 1fr)); gap: 0.6rem 0.55rem; align-content: start; }
.ten li { min-width: 0; font-size: 0.7rem; line-height: 1.25; color: var(--color-muted); }
.ten li > span { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 3; overflow: hidden; margin-top: 0.3rem; overflow-wrap: anywhere; }
.tile {
  position: relative; display: grid; place-items: center; aspect-ratio: 1; overflow: hidden; border-radius: 9px;
  background: var(--behind); print-color-adjust: exact; forced-color-adjust: none; --behind: var(--color-tile);
}
.query > .tile { border-radius: 12px; }
.tile[data-look='cut-out'] {
  --behind: light-dark(
    oklch(from var(--tint) calc(0.94 - max(0, l - 0.8) * 0.6) min(c, 0.03) h),
    oklch(from var(--tint) calc(0.27 + max(0, 0.45 - l) * 0.5) min(c, 0.04) h)
  );
}
.tile img { position: absolute; inset: 0; width: 100%; height: 100%; object-fit: cover; }
.tile[data-look='cut-out'] img { object-fit: contain; padding: 6%; }
.tile[data-covered] img { filter: blur(1rem) saturate(0.6); }
.tile em { font: 400 0.8rem/1.15 var(--font-display); padding: 0.4rem; text-align: center; color: var(--color-muted); overflow-wrap: anywhere; max-height: 100%; overflow: hidden; }
.hit .tile { outline: 2px solid var(--color-ink); outline-offset: -2px; }
.hit .tile::after {
  content: '✓'; position: absolute; top: 0; inset-inline-end: 0; width: 1.35rem; height: 1.35rem; border-end-start-radius: 7px;
  display: grid; place-items: center; font: 700 0.8rem/1 var(--font-sans); background: var(--color-ink); color: var(--color-ground);
}
.miss .tile img { opacity: 0.7; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
pre { margin: 1.2rem 0; padding: 1.1rem 1.3rem; border: 1px solid var(--color-line); border-radius: 12px; background: var(--color-raised); overflow-x: auto; }
@media (max-width: 44rem) {
  body { padding: 1.25rem 1.25rem 4rem; }
  h1 { font-size: 2.6rem; margin: 2.5rem 0 2rem; }
  dl { grid-template-columns: 1fr 1fr; gap: 1.2rem 1.25rem; }
  section { margin-top: 3rem; padding-top: 2rem; }
  .query { grid-template: 'tile name' auto 'tile note' 1fr 'ten ten' auto / 4.5rem minmax(0, 1fr); gap: 0 0.9rem; }
  .query > .tile { grid-area: tile; }
  .query h4 { grid-area: name; }
  .query .note { grid-area: note; margin: 0.15rem 0 0; }
  .ten { grid-area: ten; margin-top: 0.8rem; }
  .hit .tile::after { width: 1.1rem; height: 1.1rem; font-size: 0.65rem; }
  .ten { grid-template-columns: repeat(5, minmax(0, 1fr)); }
  .plot { font-size: 19px; }
  .plot .tick { font-size: 17px; }
  .plot.bars { font-size: 14px; }
  .plot.bars .tick { font-size: 14px; }
}
@media (forced-colors: active) {
  :root {
    --color-ground: Canvas; --color-raised: Canvas; --color-tile: Canvas; --color-line: CanvasText;
    --color-ink: CanvasText; --color-muted: CanvasText; --color-accent: Highlight;
  }
}
@media print {
  :root { color-scheme: light; }
  body { padding: 0; max-width: none; }
  section { break-before: auto; }
  h2, h3 { break-after: avoid; }
  tr, figure, .query { break-inside: avoid; }
  .scroll { overflow: visible; }
  th button::after { content: none; }
  .mark, .plot { print-color-adjust: exact; }
}
`

/** Sorts tables by the heading that is pressed; without JavaScript they stay as they are. */
export const SCRIPT = `
for (const table of document.querySelectorAll('table[data-sorts]')) {
  const heads = [...table.tHead.rows[0].cells]
  const valueOf = (row, column) => {
    const cell = row.cells[column]
    return cell.dataset.value === undefined ? cell.textContent.trim() : Number(cell.dataset.value)
  }
  const compare = (a, b) => (typeof a === 'number' ? a - b : a.localeCompare(b, 'en', { numeric: true }))
  heads.forEach((head, column) => {
    const button = document.createElement('button')
    button.append(...head.childNodes)
    head.append(button)
    button.addEventListener('click', () => {
      const turn = head.ariaSort === 'ascending' ? -1 : 1
      for (const other of heads) other.removeAttribute('aria-sort')
      head.ariaSort = turn === 1 ? 'ascending' : 'descending'
      const body = table.tBodies[0]
      body.append(...[...body.rows].sort((a, b) => turn * compare(valueOf(a, column), valueOf(b, column))))
    })
  })
}
`
