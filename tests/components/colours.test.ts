import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { viewport } from '@/app/layout'

const files = ['app', 'components'].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(tsx?|css)$/.test(file))
    .map((file) => path.join(folder, file)),
)
const COLOUR = /#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|oklch|oklab)a?\((?!from var\()/gi

it('every colour is among the tokens, but for what browsers paint their own parts in, which is the ground', () => {
  const css = readFileSync('app/globals.css', 'utf8')
  const [tokens = ''] = /@theme \{.*?\n\}/s.exec(css) ?? []
  expect(tokens.match(COLOUR)?.length).toBeGreaterThan(10)
  for (const file of files.filter((one) => one !== 'app/layout.tsx')) {
    const code = readFileSync(file, 'utf8').replace(tokens, '')
    expect({ file, colours: code.match(COLOUR) }).toEqual({ file, colours: null })
  }
  const [, light, dark] = /--color-ground: light-dark\((#\w+), (#\w+)\)/.exec(tokens) ?? []
  expect(viewport.themeColor).toMatchObject([{ color: light }, { color: dark }])
})
