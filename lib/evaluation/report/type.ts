import { readFile } from 'node:fs/promises'
import path from 'node:path'

/** The type of the site, of what is written in Latin letters; other letters are the reader's own. */
const TYPE = [
  {
    family: 'Instrument Sans Variable',
    weight: '400 700',
    file: '@fontsource-variable/instrument-sans/files/instrument-sans-latin-wght-normal.woff2',
  },
  {
    family: 'Instrument Serif',
    weight: '400',
    file: '@fontsource/instrument-serif/files/instrument-serif-latin-400-normal.woff2',
  },
]

let read: Promise<string> | undefined

/** Rules of CSS that have the type of the site within. Without its files a page is set in what the reader has. */
export function readType(): Promise<string> {
  return (read ??= Promise.all(TYPE.map(ruleOf)).then((rules) => rules.join('')))
}

async function ruleOf({ family, weight, file }: (typeof TYPE)[number]): Promise<string> {
  try {
    // Commands and server are run in the checkout.
    const bytes = await readFile(path.join(/* turbopackIgnore: true */ process.cwd(), 'node_modules', file))
    return `@font-face{font-family:'${family}';font-weight:${weight};src:url(data:font/woff2;base64,${bytes.toString('base64')}) format('woff2')}`
  } catch {
    return ''
  }
}
