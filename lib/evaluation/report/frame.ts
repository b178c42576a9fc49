import { STYLE } from './look'
import { markup, verbatim } from './markup'

/** Something that is said of the report beside its figures. */
export type Fact = { name: string; value: string; isWide?: boolean; isCode?: boolean }

/** What a page says besides what its report is about. */
export type Frame = {
  title: string
  /** What was evaluated. */
  facts: readonly Fact[]
  /** Rules of CSS for the type, if it is at hand. */
  fonts: string
  /** Where the way back leads; null for a page that stands by itself. */
  back: { address: string; name: string } | null
}

/** A whole page of sections, piece by piece. The script is one of ours. */
export function* framed(
  { title, facts, fonts, back }: Frame,
  sections: Iterable<string>,
  script: string | null = null,
): Generator<string, void> {
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
  yield* sections
  yield markup`</main>${script !== null && markup`<script>${verbatim(script)}</script>`}</body></html>`.text
}
