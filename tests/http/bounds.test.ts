import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'

type Row = { what: string; bound: string; file: string; constant: string }

/** The table of bounds in docs/operating.md; its third column names a file, and a constant in it. */
const rows: Row[] = readFileSync('docs/operating.md', 'utf8')
  .split('\n')
  .flatMap((line) => {
    const row = /^\| (.+?) +\| (.+?) +\| `(lib\/[^`]+)` `([\w.]+)` +\|$/.exec(line)
    const [, what = '', bound = '', file = '', constant = ''] = row ?? []
    return row ? [{ what, bound, file, constant }] : []
  })

const UNITS: Record<string, number> = { KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30 }

/** `64 KiB` is 65536, `8,192 × 8,192 pixels` is 67108864, `10 s` is 10. */
function numberOf(bound: string): number {
  const [, factors = '', unit = ''] = /^([\d,.×x ]+?)(?: ([a-zA-Z]+))?$/.exec(bound) ?? []
  const product = factors.split(/[×x]/).reduce((so, factor) => so * Number(factor.replaceAll(',', '')), 1)
  return product * (UNITS[unit] ?? 1)
}

it.each(rows)('$what: at most $bound', async ({ bound, file, constant }) => {
  const found: unknown = constant
    .split('.')
    .reduce((value: unknown, name) => Object(value)[name], await import(path.resolve(file)))
  expect(found).toBe(numberOf(bound))
})

it('every bound that a file of lib lets others know of is in the table', () => {
  const named = readdirSync('lib', { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(ts|mjs)$/.test(file) && !file.includes('generated'))
    .flatMap((file) => {
      const code = readFileSync(path.join('lib', file), 'utf8')
      return [...code.matchAll(/^export const (MAX_\w+)/gm)].map(([, name]) => `lib/${file} ${name}`)
    })
  const listed = new Set(rows.map(({ file, constant }) => `${file} ${constant.split('.')[0]}`))
  expect(named.filter((name) => !listed.has(name))).toEqual([])
  expect(rows.length).toBeGreaterThanOrEqual(named.length)
})
