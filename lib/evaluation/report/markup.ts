/** HTML or SVG that is written as it is. Whatever else goes into a template of it is escaped. */
export type Markup = { readonly text: string }

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
export function markup(parts: TemplateStringsArray, ...contents: Content[]): Markup {
  return { text: parts.map((part, place) => part + written(contents[place] ?? null)).join('') }
}

/** What is markup already: styles, scripts and numbers of a drawing that were made here. */
export function verbatim(text: string): Markup {
  return { text }
}

function written(content: Content): string {
  if (content === null || content === false) return ''
  if (typeof content === 'string') return escapeText(content)
  if (typeof content === 'number') return String(content)
  return 'text' in content ? content.text : content.map(written).join('')
}
