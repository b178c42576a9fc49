import { Readable } from 'node:stream'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { readPsv } from '@/lib/catalog/psv'
import { psvText } from '../setup/psv'

async function read(content: string | Buffer) {
  const records: Record<string, string | number>[] = []
  for await (const record of readPsv(Readable.from([Buffer.from(content)]), 'x.psv')) {
    records.push({ line: record.line, ...Object.fromEntries(record.values) })
  }
  return records
}

it('reads values between bars below a header, with CRLF or LF', async () => {
  expect(await read('name|mid\r\nVan gogh Room|31\r\nVi lol|4d\nlast|5')).toEqual([
    { line: 2, name: 'Van gogh Room', mid: '31' },
    { line: 3, name: 'Vi lol', mid: '4d' },
    { line: 4, name: 'last', mid: '5' },
  ])
})

it('takes backslashes for quotes, doubled ones for themselves, and quotation marks for nothing special', async () => {
  const lines = [
    String.raw`\Overwatch | Dva Fan Art\|1`,
    String.raw`\Smiley \\(´▽｀)/\|2`,
    String.raw`" The Neko Stop-off " - Hand-painted|3`,
    String.raw`\Victorian Revolver "Skytear" | (Free)\|4`,
    String.raw`Z-8 "Bear|5`,
    '\\\nHedgehog\\|6',
    String.raw`🐉 d'Or|7`,
    String.raw`half \ way|8`,
  ]
  expect((await read(`name|mid\r\n${lines.join('\r\n')}\r\n`)).map((row) => row.name)).toEqual([
    'Overwatch | Dva Fan Art',
    String.raw`Smiley \(´▽｀)/`,
    '" The Neko Stop-off " - Hand-painted',
    'Victorian Revolver "Skytear" | (Free)',
    'Z-8 "Bear',
    '\nHedgehog',
    "🐉 d'Or",
    String.raw`half \ way`,
  ])
})

it('reads on past bytes that are not UTF-8, and past a byte order mark', async () => {
  const broken = Buffer.concat([
    Buffer.from('\ufeffname|mid\r\nCaf'),
    Buffer.from([0xe9, 0xff]),
    Buffer.from(' table|1\r\nx|2\r\n'),
  ])
  expect((await read(broken)).map((row) => row.name)).toEqual(['Caf\ufffd\ufffd table', 'x'])
})

it('reads an empty file, and one with nothing but a header, as no records', async () => {
  expect(await read('')).toEqual([])
  expect(await read('name|mid\r\n')).toEqual([])
})

it('names the line that has too few or too many values', async () => {
  await expect(read('name|mid\r\na|1\r\nb|2|3\r\n')).rejects.toThrow(
    'x.psv line 3: 3 values where the header names 2 columns (name, mid).',
  )
})

it('does not take a quote that is never closed for the rest of the file', async () => {
  const rest = 'a|1\r\n'.repeat(50_000)
  await expect(read(`name|mid\r\n\\never closed|1\r\n${rest}`)).rejects.toThrow(
    /x\.psv is not a file of the original.*line 2/,
  )
})

it('reads back whatever Python’s csv module would have written', async () => {
  const value = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.string({ unit: fc.constantFrom('\\', '|', '"', '\n', '\r\n', 'a', ' ', '🐉') }),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(value, fc.stringMatching(/^[0-9a-f]{4}$/))), async (rows) => {
      const read: string[][] = []
      const input = Readable.from([Buffer.from(psvText([['name', 'mid'], ...rows]))])
      for await (const { values } of readPsv(input, 'x.psv')) read.push([...values.values()])
      expect(read).toEqual(rows)
    }),
  )
})

it('gives records or a message, whatever the bytes', async () => {
  const bytes = fc.uint8Array({ maxLength: 200 })
  const telling = fc
    .string({ unit: fc.constantFrom('\\', '|', '\r', '\n', 'a', '"') })
    .map((text) => Buffer.from(text))
  await fc.assert(
    fc.asyncProperty(fc.oneof(bytes, telling), async (content) => {
      const outcome = await read(Buffer.from(content)).catch((error: unknown) => error)
      if (!Array.isArray(outcome))
        expect(outcome).toMatchObject({ message: expect.stringContaining('x.psv') })
    }),
    { numRuns: 500 },
  )
})
