import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'

const IMPORT = /(?:\bfrom|\bimport)\s*\(?\s*(?:\/\*.*?\*\/\s*)?'([^']+)'/g

/** The room of lib that an import leads to; undefined for anything else. */
function roomOf(file: string, specifier: string): string | undefined {
  const target = specifier.startsWith('@/')
    ? specifier.slice(2)
    : specifier.startsWith('.')
      ? path.join(path.dirname(file), specifier)
      : ''
  return /^lib\/([^/]+)\//.exec(target)?.[1]
}

const codeOf = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(?:ts|mjs)$/.test(name))
    .map((name) => path.posix.join(folder, name.replaceAll(path.sep, '/')))

/** The rooms that each room imports. */
function readReach(): Map<string, Set<string>> {
  const reach = new Map<string, Set<string>>()
  for (const file of codeOf('lib')) {
    const own = roomOf(file, `@/${file}`) ?? ''
    const others = reach.get(own) ?? new Set()
    reach.set(own, others)
    for (const [, specifier = ''] of readFileSync(file, 'utf8').matchAll(IMPORT)) {
      const other = roomOf(file, specifier)
      if (other && other !== own) others.add(other)
    }
  }
  return reach
}

it('no room of lib is reached again from one that it imports', () => {
  const reach = readReach()
  expect(reach.size).toBeGreaterThan(15)
  const circles: string[][] = []
  const walk = (trail: string[]) => {
    for (const next of reach.get(trail.at(-1) ?? '') ?? []) {
      if (next === trail[0]) circles.push([...trail, next])
      else if (!trail.includes(next)) walk([...trail, next])
    }
  }
  for (const room of reach.keys()) walk([room])
  expect(circles).toEqual([])
})

it('no file lies loose in lib', () => {
  expect(codeOf('lib').filter((file) => file.split('/').length === 2)).toEqual([])
})
