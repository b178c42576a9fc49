import { markup, type Markup, verbatim } from './markup'

/** A table that scrolls sideways, by the keyboard, too, where there is no room for it. */
export function table(
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
