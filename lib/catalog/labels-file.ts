import { parse } from 'csv-parse/sync'
import { z } from 'zod'
import type { CatalogueEntry } from './entry'
import { parseSketchfabLink, sketchfabPage } from './sketchfab-link'

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
 * Parses a CSV with a header line and a `file` column (a path below the folder, or below the CSV's own).
 * Optional columns: name, url (any page, or a model on Sketchfab however it is named), tags and category
 * (several separated by `;` or `|`), author, license; any other column is kept as a label.
 *
 * @param fileName for messages
 * @throws Error naming the line and what is wrong with it.
 */
export function parseLabelsFile(text: string, fileName: string): LabelsFile {
  const records = parseRecords(text, fileName)
  const [header, ...body] = records
  if (!header)
    throw new Error(`${fileName} is empty. Its first line must name the columns, \`file\` among them.`)
  const columns = header.values.map((column) => column.trim())
  const repeated = columns.find((column, index) => columns.indexOf(column) !== index)
  if (repeated !== undefined)
    throw new Error(`${fileName} line ${header.line}: the column “${repeated}” is there twice.`)
  if (!columns.includes('file')) {
    throw new Error(
      `${fileName} line ${header.line}: there is no column \`file\` with the path of each image; the columns are ${columns.join(', ')}.`,
    )
  }

  const warnings: string[] = []
  const firstLine = new Map<string, number>()
  const rows = body.flatMap(({ line, values }) => {
    if (values.length !== columns.length) {
      throw new Error(
        `${fileName} line ${line}: ${values.length} values where the header names ${columns.length} columns.`,
      )
    }
    const cells = new Map(columns.map((column, index) => [column, values[index]?.trim() ?? '']))
    const cell = (column: string) => cells.get(column) || null
    const several = (column: string) =>
      (cell(column) ?? '')
        .split(/[;|]/)
        .map((part) => part.trim())
        .filter(Boolean)

    const file = cell('file')
    if (file === null) {
      warnings.push(`${fileName} line ${line}: no file is named; the line is left out.`)
      return []
    }
    const before = firstLine.get(file)
    if (before !== undefined) {
      warnings.push(
        `${fileName} line ${line}: ${file} was described on line ${before} already; this line is left out.`,
      )
      return []
    }
    firstLine.set(file, line)

    const written = cell('url')
    const url = written === null ? null : pageAddress(written)
    if (written !== null && url === null) {
      warnings.push(
        `${fileName} line ${line}: the url “${written}” is neither an http or https address nor a uid of Sketchfab; it is left out.`,
      )
    }
    const labels = Object.fromEntries(
      [...cells].filter(([column, value]) => !DESCRIBING.has(column) && value !== ''),
    )
    return [
      {
        line,
        file,
        name: cell('name'),
        url,
        author: cell('author'),
        license: cell('license'),
        tags: several('tags'),
        categories: several('category'),
        labels,
      },
    ]
  })
  return { rows, warnings }
}

const parsedRecords = z.array(
  z.object({ info: z.object({ lines: z.number() }), record: z.array(z.string()) }),
)

function parseRecords(text: string, fileName: string): { line: number; values: string[] }[] {
  try {
    const parsed: unknown = parse(text, {
      bom: true,
      info: true,
      skip_empty_lines: true,
      relax_column_count: true,
    })
    return parsedRecords.parse(parsed).map(({ info, record }) => ({ line: info.lines, values: record }))
  } catch (error) {
    throw new Error(
      `${fileName} is not a CSV file that can be read: ${error instanceof Error ? error.message : error}`,
    )
  }
}

/** The page that is meant: of a model on Sketchfab, however it is named, or any other on the web. */
function pageAddress(text: string): string | null {
  const link = parseSketchfabLink(text)
  if (link?.kind === 'uid') return sketchfabPage(link.uid)
  const address = link?.kind === 'short' ? `https://skfb.ly/${link.code}` : text
  return URL.canParse(address) && ['http:', 'https:'].includes(new URL(address).protocol) ? address : null
}
