/** HTML or SVG that is written as it is. Whatever else goes into a template of `html` is escaped. */
export type Markup = { readonly markup: string }

type Content = Markup | string | number | null | false | readonly Content[]

const ESCAPES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/**
 * Text as HTML has it, in elements and in quoted attributes. What HTML has no place for, and half characters, become the
 * replacement character.
 */
export function escapeText(text: string): string {
  return text
    .replace(/[&<>"']/g, (character) => ESCAPES[character] ?? '')
    .replace(/\p{Surrogate}|(?![\t\n])\p{Control}/gu, '\ufffd')
}

/** A template of HTML: what is put into it is escaped, unless it is markup; nothing comes of null and false. */
export function html(parts: TemplateStringsArray, ...contents: Content[]): Markup {
  return { markup: parts.map((part, place) => part + written(contents[place] ?? null)).join('') }
}

/** What is markup already: styles, scripts and numbers of a drawing that were made here. */
export function verbatim(markup: string): Markup {
  return { markup }
}

function written(content: Content): string {
  if (content === null || content === false) return ''
  if (typeof content === 'string') return escapeText(content)
  if (typeof content === 'number') return String(content)
  return 'markup' in content ? content.markup : content.map(written).join('')
}
