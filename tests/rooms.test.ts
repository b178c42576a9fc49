import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'

const IMPORT = /(?:\bfrom|\bimport)\s*\(?\s*(?:\/\*.*?\*\/\s*)?'([^']+)'/g

/** What a bundle of the pages passes over: types, and what is loaded only where a job runs. */
const NOT_BUNDLED = /\b(?:import|export)\s+type\s[^']*'[^']+'|\/\* turbopackIgnore: true \*\/ '[^']+'/g

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
    .filter((name) => /\.(?:tsx?|mjs)$/.test(name))
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

/** The file of the project that an import leads to; undefined for a package. */
function fileOf(file: string, specifier: string): string | undefined {
  const target = specifier.startsWith('@/')
    ? specifier.slice(2)
    : specifier.startsWith('.')
      ? path.posix.join(path.posix.dirname(file), specifier)
      : undefined
  if (target === undefined) return undefined
  return ['', '.ts', '.tsx', '/index.ts']
    .map((end) => target + end)
    .find((name) => /\.\w+$/.test(name) && existsSync(name))
}

it('the pages reach no code that starts workers of its own: their bundle has no loader for them', () => {
  const cameFrom = new Map(
    codeOf('app')
      .map((file): [string, string] => [file, ''])
      .filter(([file]) => !file.endsWith('.d.ts')),
  )
  const wayTo = (file: string): string[] => (file ? [...wayTo(cameFrom.get(file) ?? ''), file] : [])
  const starting: string[][] = []
  for (const file of cameFrom.keys()) {
    const code = readFileSync(file, 'utf8')
    if (/new URL\('[^']*-worker\.mjs'/.test(code)) starting.push(wayTo(file))
    for (const [, specifier = ''] of code.replaceAll(NOT_BUNDLED, '').matchAll(IMPORT)) {
      const next = fileOf(file, specifier)
      if (next && !cameFrom.has(next)) cameFrom.set(next, file)
    }
  }
  expect(cameFrom.size).toBeGreaterThan(300)
  expect(starting).toEqual([])
})
