import { Readable } from 'node:stream'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { readPsv } from '@/lib/catalogue/psv'
import { psvText } from '../setup/psv'

async function readAll(content: string | Buffer) {
  const records: Record<string, string | number>[] = []
  const refused: { line: number; reason: string }[] = []
  const warnings: string[] = []
  const input = Readable.from([Buffer.from(content)])
  for await (const record of readPsv(input, 'x.psv', (warning) => warnings.push(warning))) {
    if (record.kind === 'row') records.push({ line: record.line, ...Object.fromEntries(record.values) })
    if (record.kind === 'refused') refused.push({ line: record.line, reason: record.reason })
  }
  return { records, refused, warnings }
}

const read = async (content: string | Buffer) => (await readAll(content)).records

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

it('takes a line that is not UTF-8 for Windows-1252, and says so; the others stay what they are', async () => {
  const mixed = Buffer.concat([
    Buffer.from('\ufeffname|mid\r\nCaf'),
    Buffer.from([0xe9, 0x20, 0x80]),
    Buffer.from('|1\r\n🐉 Ünicode|2\r\n'),
  ])
  const { records, warnings } = await readAll(mixed)
  expect(records.map((row) => row.name)).toEqual(['Café €', '🐉 Ünicode'])
  expect(warnings).toEqual([expect.stringMatching(/^x\.psv: line 2 is not UTF-8, and read as Windows-1252/)])
})

it('leaves out a line that is text in neither encoding', async () => {
  const { records, refused } = await readAll(
    Buffer.concat([Buffer.from('name|mid\n'), Buffer.from([0x81, 0x8d]), Buffer.from('|1\nx|2\n')]),
  )
  expect(records).toEqual([{ line: 3, name: 'x', mid: '2' }])
  expect(refused).toEqual([{ line: 2, reason: expect.stringContaining('neither UTF-8 nor Windows-1252') }])
})

it('reads what a spreadsheet has made of it', async () => {
  const rows = [{ line: 2, name: 'Möbel; "rot"', mid: '1' }]
  expect(await read('mid;name\r\n1;"Möbel; ""rot"""\r\n')).toEqual(rows)
  expect(await read(Buffer.from('\ufeffmid\tname\r\n1\t"Möbel; ""rot"""\r\n', 'utf16le'))).toEqual(rows)
})

it('reads an empty file, and one with nothing but a header, as no records', async () => {
  expect(await read('')).toEqual([])
  expect(await read('name|mid\r\n')).toEqual([])
})

it('leaves out a line that has too few or too many values, and goes on', async () => {
  const { records, refused } = await readAll('name|mid\r\na|1\r\nb|2|3\r\nc\r\nd|4\r\n')
  expect(records.map(({ mid }) => mid)).toEqual(['1', '4'])
  expect(refused).toEqual([
    { line: 3, reason: '3 values where the header names 2 columns (name, mid)' },
    { line: 4, reason: '1 values where the header names 2 columns (name, mid)' },
  ])
})

it('takes a quote that is never closed for one bad line, not for the rest of the file', async () => {
  const rest = 'a|1\r\n'.repeat(5_000)
  const { records, refused } = await readAll(`name|mid\r\n\\never closed|1\r\n${rest}`)
  expect(refused).toEqual([{ line: 2, reason: expect.stringContaining('is opened and not closed') }])
  expect(records).toHaveLength(5_000)
})

it('leaves out a line of more than 64 KB', async () => {
  const { records, refused } = await readAll(`name|mid\n${'x'.repeat(3_000_000)}|1\nb|2\n`)
  expect(refused).toEqual([{ line: 2, reason: 'it has more than 65536 bytes' }])
  expect(records).toEqual([{ line: 3, name: 'b', mid: '2' }])
})

it('reads back whatever Python’s csv module would have written', async () => {
  const value = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.string({ unit: fc.constantFrom('\\', '|', '"', '\n', '\r\n', 'a', ' ', '🐉') }),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(value, fc.stringMatching(/^[0-9a-f]{4}$/))), async (rows) => {
      const records = await read(psvText([['name', 'mid'], ...rows]))
      expect(records.map(({ name, mid }) => [name, mid])).toEqual(rows)
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
