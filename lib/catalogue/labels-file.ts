import { cutText } from '@/lib/text/cut-text'
import {
  MAX_AUTHOR_LENGTH,
  MAX_KEYWORD_LENGTH,
  MAX_KEYWORDS,
  MAX_LABEL_LENGTH,
  MAX_LICENSE_LENGTH,
  MAX_NAME_LENGTH,
  MAX_URL_LENGTH,
} from './bounds'
import type { CatalogueEntry } from './entry'
import { oneLine } from './one-line'
import { parseSketchfabLink, sketchfabPage } from './sketchfab-link'
import { readTable, SPREADSHEET_DIALECTS } from './table'

/**
 * What a labels file says of one image. Its labels are every other column that is not empty, `label` among
 * them: ground truth for `npm run evaluate`.
 */
export type LabelsRow = Pick<
  CatalogueEntry,
  'url' | 'author' | 'license' | 'tags' | 'categories' | 'labels'
> & {
  line: number
  /** The image's path as written. */
  file: string
  name: string | null
}

export type LabelsFile = { rows: LabelsRow[]; warnings: string[] }

const DESCRIBING = new Set(['file', 'name', 'url', 'tags', 'category', 'author', 'license'])

/**
 * Reads a CSV, as spreadsheets write it, with a header line and a `file` column (a path below the folder, or below the
 * CSV's own). Optional columns: name, url (any page, or a model on Sketchfab however it is named), tags and category
 * (several separated by `;` or `|`), author, license; any other column is kept as a label. A line that cannot be used
 * is left out with a warning; a text that is too long is cut with one.
 *
 * @param fileName for messages
 * @throws Error when the file is empty, not text, or too large, or its header cannot be used.
 */
export async function readLabelsFile(input: AsyncIterable<Buffer>, fileName: string): Promise<LabelsFile> {
  const rows: LabelsRow[] = []
  const warnings: string[] = []
  const warn = (warning: string) => void warnings.push(warning)
  const form = { dialects: SPREADSHEET_DIALECTS, key: 'file', known: DESCRIBING }
  let hasHeader = false
  for await (const record of readTable(input, fileName, form, warn)) {
    const place = `${fileName} line ${record.line}`
    if (record.kind === 'header') {
      hasHeader = true
      assertFileColumn(record.columns, place)
    } else if (record.kind === 'refused') warn(`${place}: ${record.reason}; the line is left out.`)
    else if ((record.values.get('file') ?? '').trim() === '')
      warn(`${place}: no file is named; the line is left out.`)
    else rows.push(toRow(record.line, record.values, (problem) => warn(`${place}: ${problem}`)))
  }
  if (!hasHeader)
    throw new Error(`${fileName} is empty. Its first line must name the columns, \`file\` among them.`)
  return { rows, warnings }
}

function assertFileColumn(columns: readonly string[], place: string): void {
  if (columns.includes('file')) return
  throw new Error(
    `${place}: there is no column \`file\` with the path of each image; the columns are ${cutText(columns.join(', '), MAX_NAME_LENGTH)}.`,
  )
}

function toRow(line: number, cells: ReadonlyMap<string, string>, warn: (problem: string) => void): LabelsRow {
  const shortened = (what: string, text: string, most: number) => {
    if (text.length > most) warn(`the ${what} has ${text.length} characters; it is cut to ${most}.`)
    return cutText(text, most).trim()
  }
  const cell = (column: string, most: number) =>
    shortened(column, oneLine(cells.get(column) ?? ''), most) || null
  const several = (column: string) => {
    const words = (cells.get(column) ?? '').split(/[;|]/).map(oneLine).filter(Boolean)
    if (words.length > MAX_KEYWORDS)
      warn(`the column ${column} has ${words.length} values; the first ${MAX_KEYWORDS} are kept.`)
    return words.slice(0, MAX_KEYWORDS).map((word) => shortened(column, word, MAX_KEYWORD_LENGTH))
  }

  const labels: [string, string][] = []
  for (const [column, text] of cells) {
    const value = DESCRIBING.has(column) ? '' : shortened(column, oneLine(text), MAX_LABEL_LENGTH)
    if (value !== '') labels.push([column, value])
  }
  return {
    line,
    file: cells.get('file') ?? '',
    name: cell('name', MAX_NAME_LENGTH),
    url: readUrl(cells.get('url')?.trim() ?? '', warn),
    author: cell('author', MAX_AUTHOR_LENGTH),
    license: cell('license', MAX_LICENSE_LENGTH),
    tags: several('tags'),
    categories: several('category'),
    labels: Object.fromEntries(labels),
  }
}

function readUrl(written: string, warn: (problem: string) => void): string | null {
  if (written === '') return null
  const url = pageAddress(written)
  if (url !== null && url.length <= MAX_URL_LENGTH) return url
  warn(
    url === null
      ? `the url “${cutText(written, MAX_NAME_LENGTH)}” is neither an http or https address nor a uid of Sketchfab; it is left out.`
      : `the url has ${url.length} characters, more than ${MAX_URL_LENGTH}; it is left out.`,
  )
  return null
}

/** The page that is meant: of a model on Sketchfab, however it is named, or any other on the web. */
function pageAddress(text: string): string | null {
  const link = parseSketchfabLink(text)
  if (link?.kind === 'uid') return sketchfabPage(link.uid)
  const address = link?.kind === 'short' ? `https://skfb.ly/${link.code}` : text
  return URL.canParse(address) && ['http:', 'https:'].includes(new URL(address).protocol) ? address : null
}
