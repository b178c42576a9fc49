import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'

it('the web server has no code of encoders: no network’s weights, and no engine', () => {
  const files = readdirSync('.next/server', { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(js|nft\.json)$/.test(file))
    .map((file) => readFileSync(path.join('.next/server', file), 'utf8'))
  const holding = (pack: RegExp) => files.filter((file) => pack.test(file)).length
  expect(holding(/better-sqlite3/)).toBeGreaterThan(0)
  expect(holding(/nsfwjs\/models|onnxruntime-node|@tensorflow\/tfjs/)).toBe(0)
})
