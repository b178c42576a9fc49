import { readdir, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import { z } from 'zod'
import { capitalise } from '@/lib/text/capitalise'
import { readImageFile } from '@/lib/thumbnails/image-file'
import type { CatalogueEntry } from './entry'

const emojiSchema = z.object({
  label: z.string(),
  hexcode: z.string(),
  tags: z.array(z.string()).optional(),
  order: z.number().optional(),
  group: z.number().optional(),
  subgroup: z.number().optional(),
})

const groupsSchema = z.object({
  groups: z.record(z.string(), z.string()),
  subgroups: z.record(z.string(), z.string()),
})

/**
 * The sample catalogue: Microsoft's Fluent 3D emoji (MIT), 1,852 renders of 3D models with name, tags and
 * group, from npm packages. Labels: `label` is the Unicode subgroup, `group` the Unicode group, and `selector` whether the
 * file's name has a variation selector that the sequence has not (an earlier version had only the 1,646 without).
 */
export async function sampleEntries(): Promise<CatalogueEntry[]> {
  const resolve = createRequire(import.meta.url).resolve
  const emoji = z.array(emojiSchema).parse(await readJson(resolve('emojibase-data/en/data.json')))
  const { groups, subgroups } = groupsSchema.parse(await readJson(resolve('emojibase-data/meta/groups.json')))
  const assets = path.join(path.dirname(resolve('@lobehub/fluent-emoji-3d/package.json')), 'assets')

  const renderOf = renderFinder(await readdir(assets))

  const byGroup = new Map<string, CatalogueEntry[]>()
  for (const { label, hexcode, tags, group, subgroup } of emoji.sort(
    (a, b) => (a.order ?? 0) - (b.order ?? 0),
  )) {
    const render = renderOf(hexcode.toLowerCase())
    const groupName = groups[String(group)]
    const subgroupName = subgroups[String(subgroup)]
    if (!groupName || !subgroupName || render === undefined) continue
    const entry: CatalogueEntry = {
      sourceKey: hexcode.toLowerCase(),
      uidCandidates: [slug(label), hexcode.toLowerCase()],
      name: capitalise(label),
      url: `https://sketchfab.com/search?${new URLSearchParams({ q: label, type: 'models' })}`,
      author: 'Microsoft',
      license: 'MIT',
      tags: tags ?? [],
      categories: [capitalise(groupName.replace('-', ' & '))],
      labels: {
        label: subgroupName,
        group: groupName,
        selector: render === `${hexcode.toLowerCase()}.webp` ? 'no' : 'yes',
      },
      readImage: () => readImageFile(path.join(assets, render)),
    }
    byGroup.set(groupName, [...(byGroup.get(groupName) ?? []), entry])
  }
  return interleave([...byGroup.values()])
}

/**
 * Finds the render of a sequence of code points, e.g. `2764` or `1f441-fe0f-200d-1f5e8`. Its file may have variation
 * selectors that the sequence has not, anywhere, or the other way round: they choose between text and picture.
 */
function renderFinder(files: readonly string[]): (hexcode: string) => string | undefined {
  const bySequence = new Map<string, string>()
  for (const file of files.toSorted().reverse()) bySequence.set(withoutSelectors(path.parse(file).name), file)
  const exact = new Set(files)
  return (hexcode) => {
    const file = `${hexcode}.webp`
    return exact.has(file) ? file : bySequence.get(withoutSelectors(hexcode))
  }
}

function withoutSelectors(hexcode: string): string {
  return hexcode.replaceAll(/-fe0[ef]/g, '')
}

/** One of each list in turn, so that the first page shows something of everything. */
function interleave<Item>(lists: readonly Item[][]): Item[] {
  const longest = Math.max(0, ...lists.map((list) => list.length))
  return Array.from({ length: longest }, (_, index) =>
    lists.flatMap((list) => list.slice(index, index + 1)),
  ).flat()
}

function slug(label: string): string {
  const plain = label.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase()
  return plain.replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^-|-$/g, '')
}

async function readJson(file: string): Promise<unknown> {
  return JSON.parse(await readFile(file, 'utf8'))
}
