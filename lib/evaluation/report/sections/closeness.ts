import type { ReliabilityBin } from '../../calibration-error'
import { markup, type Markup } from '../markup'
import { reliabilityDiagram } from '../plots'

/** How often what is said of closeness was true. */
export function closeness(bins: readonly ReliabilityBin[]): Markup {
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
