import { realpath } from 'node:fs/promises'
import path from 'node:path'
import type { ImageFile } from './image-files'
import { isWithin } from './gone-files'
import type { LabelsFile, LabelsRow } from './labels-file'
import { leftOutReason } from './left-out'
import { lookOf, tellApart } from './tell-apart'

/** What is known of each image, by its path. */
export type DescribedImages = { rows: Map<string, LabelsRow>; warnings: string[] }

/**
 * Finds the image that each row of a labels file means: below the folder or below the labels file's own, by the path as
 * it is written; else with `\` for `/`; else in the other form of Unicode (NFC, NFD); else through a link; else with
 * other capitals, if that is one image only. The first row that names an image exactly counts, else the first.
 *
 * @param base where the labels file is
 * @param labelsFile for messages
 */
export async function matchLabels(
  { rows, warnings: before }: LabelsFile,
  images: readonly ImageFile[],
  root: string,
  base: string,
  labelsFile: string,
): Promise<DescribedImages> {
  const find = imageFinder(images, root, base)
  const described: DescribedImages = { rows: new Map(), warnings: [...before] }
  const found: { row: LabelsRow; match: Match }[] = []
  for (const row of rows) found.push({ row, match: await find(row.file) })

  // A row that names its image exactly comes before one that is only taken for it.
  for (const isExact of [true, false]) {
    for (const { row, match } of found.filter(({ match }) => match.isExact === isExact)) {
      const warning = describeImage(described.rows, row, match, root)
      if (warning !== null) described.warnings.push(`${labelsFile} line ${row.line}: ${warning}`)
    }
  }
  return described
}

/** Adds a row to those of the images, and returns what there is to say of that. */
function describeImage(
  rows: Map<string, LabelsRow>,
  row: LabelsRow,
  { file, remark }: Match,
  root: string,
): string | null {
  const written = row.file.trim()
  if (file === null) return `there is no image ${written} below ${root}${remark}.`
  const earlier = rows.get(file)
  if (!earlier) {
    rows.set(file, row)
    return remark === '' ? null : `${written} is taken for ${path.relative(root, file)}${remark}.`
  }
  const other = earlier.file.trim()
  if (other === written)
    return `${written} was described on line ${earlier.line} already; this line is left out.`
  const difference = lookOf(other) === lookOf(written) ? ` (${tellApart(written, other)})` : ''
  return `${written} is the image that line ${earlier.line} describes as ${other}${difference}; this line is left out.`
}

/** The image that a row means, and what is to be said about how it was found, or not. */
type Match = { file: string | null; isExact: boolean; remark: string }

function imageFinder(
  images: readonly ImageFile[],
  root: string,
  base: string,
): (written: string) => Promise<Match> {
  const exact = new Set(images.map(({ file }) => file))
  const byReal = new Map(images.map(({ file, real }) => [real, file]))
  const composed = groupBy(images, (file) => file.normalize('NFC'))
  const folded = groupBy(images, foldCase)
  const looks = groupBy(images, lookOf)

  const inPlaces = (written: string) => [path.resolve(root, written), path.resolve(base, written)]

  return async (written) => {
    const forms = [
      ...new Set([written, written.trim()].flatMap((text) => [text, text.replaceAll('\\', '/')])),
    ]
    const candidates = forms.flatMap(inPlaces)
    const asWritten = candidates.find((candidate) => exact.has(candidate))
    if (asWritten !== undefined) return { file: asWritten, isExact: true, remark: '' }

    for (const candidate of candidates) {
      const [file, other] = composed.get(candidate.normalize('NFC')) ?? []
      if (file !== undefined && other === undefined) return { file, isExact: false, remark: '' }
    }
    for (const candidate of candidates) {
      const file = byReal.get(await realpath(candidate).catch(() => ''))
      if (file !== undefined) return { file, isExact: false, remark: '' }
    }
    for (const candidate of candidates) {
      const alike = folded.get(foldCase(candidate)) ?? []
      const [file] = alike
      if (file === undefined) continue
      if (alike.length === 1) return { file, isExact: false, remark: ', which has other capitals' }
      const names = alike.map((each) => path.relative(root, each)).join(', ')
      return { file: null, isExact: false, remark: `; several could be meant: ${names}` }
    }
    return {
      file: null,
      isExact: false,
      remark: lookalikeRemark(written.trim(), candidates) || whyNotTaken(candidates),
    }
  }

  function lookalikeRemark(written: string, candidates: readonly string[]): string {
    for (const candidate of candidates) {
      const [file] = looks.get(lookOf(candidate)) ?? []
      if (file === undefined) continue
      const name = path.relative(root, file)
      return `; ${name} is there, which looks the same but has other characters (${tellApart(written, name)})`
    }
    return ''
  }

  function whyNotTaken(candidates: readonly string[]): string {
    const inside = candidates.find((candidate) => isWithin(candidate, root)) ?? root
    const isLeftOut = path
      .relative(root, inside)
      .split(path.sep)
      .some((name) => name !== '..' && leftOutReason(name) !== null)
    return isLeftOut ? ' (hidden files and folders, and those of a system, are left out)' : ''
  }
}

function foldCase(text: string): string {
  return text.normalize('NFC').toLowerCase()
}

function groupBy(images: readonly ImageFile[], keyOf: (file: string) => string): Map<string, string[]> {
  const groups = new Map<string, string[]>()
  for (const { file } of images) {
    const group = groups.get(keyOf(file)) ?? []
    group.push(file)
    groups.set(keyOf(file), group)
  }
  return groups
}
