import { type Frame, framed } from './frame'
import { markup } from './markup'

/** The page of a report that has nothing to say: what is missing, and how it is had. */
export function emptyReport({ reason, ...frame }: Frame & { reason: string }): Generator<string, void> {
  const missing = markup`<section aria-labelledby="missing">
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
  </section>`
  return framed(frame, [missing.text])
}
